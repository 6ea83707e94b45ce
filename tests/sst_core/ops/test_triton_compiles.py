"""The Triton kernels compile for real devices, which takes Triton but no device."""

from typing import Any

import pytest
import torch

pytest.importorskip("triton")

from triton import compiler
from triton.backends.compiler import GPUTarget

from sst_core.ops import triton_forward, triton_gradients
from sst_core.ops.pattern import Pattern
from sst_core.ops.triton_launch import Call, Ready
from sst_core.ops.triton_shapes import INTERPRETED, tile_for

pytestmark = pytest.mark.skipif(INTERPRETED, reason="kernels are interpreted here")
LOCAL = Pattern.local(2, 4, 4, causal=True)
SHARED_MEMORY = 99 * 1024  # bytes a program may have on the smallest devices since 8.0
NUMBERS = {"speaks": "u8", "valid": "u8", "best_at": "i32", "rival_at": "i32"}
WIDE = ("cover", "gain", "bias", "lse", "read_lse", "tally", "read_tally", "best", "rival")
DTYPES = {torch.float16: "fp16", torch.bfloat16: "bf16", torch.float32: "fp32"}


def described(pattern: Pattern, dtype: torch.dtype, width: int) -> Ready:
    """A call of the shipped model's shape, without data."""

    def cells(*shape: int, kind: torch.dtype = dtype) -> torch.Tensor:
        return torch.empty(shape, dtype=kind, device="meta")

    lead = (1, 4, 2, 30, 54)
    labels = cells(1, 1, *lead[2:], 17, kind=torch.float32)
    masks = cells(1, 1, 2, kind=torch.bool), cells(0, kind=torch.bool)
    affine = cells(4, kind=torch.float32), cells(4, kind=torch.float32)
    return Call(
        *(cells(*lead, width) for _ in range(3)), labels, *masks, *affine, pattern, 2
    ).prepared()


def compiled(kernel: Any, call: Ready, capability: int, **flags: bool) -> Any:  # noqa: ANN401
    """Compile a kernel as a launch of this call would."""
    dtype = call.query.dtype
    tile = tile_for(call.query.shape[-1], dtype)
    constants = call.constants(tile, call.passes(tile)[0]) | flags
    options = {n: constants.pop(n) for n in ("num_warps", "num_stages", "enable_fp_fusion")}
    names = kernel.arg_names
    pointers = names[: names.index("q_b")]
    signature = dict.fromkeys(names, "i32")
    signature |= dict.fromkeys(constants, "constexpr")
    for name in pointers:
        signature[name] = "*" + NUMBERS.get(name, "fp32" if name in WIDE else DTYPES[dtype])
    strides = [name for name in names if name[1:] in {"_b", "_a", "_n"}]
    aligned = {(names.index(name),): [["tt.divisibility", 16]] for name in pointers + strides}
    source = compiler.ASTSource(kernel, signature, constexprs=constants, attrs=aligned)
    return compiler.compile(source, target=GPUTarget("cuda", capability, 32), options=options)


@pytest.mark.parametrize(
    ("capability", "pattern", "dtype", "width"),
    [
        (90, LOCAL, torch.bfloat16, 32),
        (80, Pattern.dense(), torch.float32, 128),
        (89, Pattern.grid(causal=True), torch.float16, 48),
    ],
)
def test_forward_compiles(
    capability: int, pattern: Pattern, dtype: torch.dtype, width: int
) -> None:
    call = described(pattern, dtype, width)
    flags = {"OUTPUT": True, "LABELS": True, "PRIOR": False, "ARGUMENTS": False}
    found = compiled(triton_forward.forward_kernel, call, capability, **flags)
    assert found.asm["cubin"]
    assert found.metadata.shared <= SHARED_MEMORY


@pytest.mark.parametrize("pattern", [LOCAL, Pattern.grid(causal=True)], ids=["local", "grid"])
@pytest.mark.parametrize("name", triton_gradients.KERNELS)
def test_backward_compiles(name: str, pattern: Pattern) -> None:
    call = described(pattern, torch.bfloat16, 32)
    found = compiled(triton_gradients.KERNELS[name], call, 90, LABELS=True, PRIOR=False)
    assert found.asm["cubin"]
    assert found.metadata.shared <= SHARED_MEMORY


def branches_under_products(listing: str) -> list[str]:
    """Branches of a kernel's intermediate form that begin while a matrix product is under way."""
    under_way, found = False, []
    for line in listing.splitlines():
        if "warp_group_dot_wait" in line:
            under_way = False
        elif "warp_group_dot" in line:
            under_way = "isAsync = true" in line
        elif under_way and "scf.if" in line:
            found.append(line.strip())
    return found


@pytest.mark.parametrize("pattern", [LOCAL, Pattern.dense()], ids=["local", "dense"])
@pytest.mark.parametrize("arguments", [False, True], ids=["inference", "training"])
def test_no_branch_begins_while_a_product_is_under_way(pattern: Pattern, arguments: bool) -> None:
    # The assembler of Triton 3.6 lets the branch overwrite registers that the product still reads:
    # now and then a query's output is wrong by 1e30.
    call = described(pattern, torch.bfloat16, 32)
    flags = {"OUTPUT": True, "LABELS": True, "PRIOR": False, "ARGUMENTS": arguments}
    listing = compiled(triton_forward.forward_kernel, call, 90, **flags).asm["ttgir"]
    assert "isAsync = true" in listing
    assert not branches_under_products(listing)
