"""Label maps: indexed PNG, the DAVIS palette, collections on disk (Pillow and numpy only)."""

from sst_core.labels.folders import (
    IMAGE_SUFFIXES,
    VosFolder,
    find_levels,
    find_part,
    find_parts,
    list_images,
    list_pngs,
    mask_sequences,
    open_vos_folder,
    read_split_list,
)
from sst_core.labels.palette import (
    MAX_OBJECTS,
    MOST_PIXELS,
    VOID,
    LabelMap,
    davis_palette,
    object_ids,
)
from sst_core.labels.png import (
    decode_label_map,
    encode_label_map,
    read_label_map,
    write_label_map,
)

__all__ = [
    "IMAGE_SUFFIXES",
    "MAX_OBJECTS",
    "MOST_PIXELS",
    "VOID",
    "LabelMap",
    "VosFolder",
    "davis_palette",
    "decode_label_map",
    "encode_label_map",
    "find_levels",
    "find_part",
    "find_parts",
    "list_images",
    "list_pngs",
    "mask_sequences",
    "object_ids",
    "open_vos_folder",
    "read_label_map",
    "read_split_list",
    "write_label_map",
]
