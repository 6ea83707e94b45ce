"""Whatever is asked in whatever order: one run at a time, each ends once, nothing starves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.engine.messages import Cancel, Finished, RunRequest
from annotator.engine.scheduler import Action, Scheduler


def request(job: int, *, clip: str = "a.mp4", revision: int = 0) -> RunRequest:
    """A request without references."""
    return RunRequest(job, revision, clip, (), (1,), (0, 9), "forward", 0)


class Conversation(RuleBasedStateMachine):
    """Plays window and engine at random, and keeps its own books."""

    def __init__(self) -> None:
        super().__init__()
        self.schedule = Scheduler()
        self.count = 0
        self.open: set[int] = set()  # asked for and not ended
        self.users: list[int] = []  # asked for by the user, latest last
        self.engine: RunRequest | None = None  # what the engine was told last and may go on with

    def follow(self, actions: list[Action]) -> None:
        """Does what the scheduler says, and checks that it may say so."""
        for action in actions:
            match action:
                case RunRequest():
                    assert self.engine is None, "two runs at once"
                    assert action.job in self.open
                    self.engine = action
                case Cancel():
                    assert self.engine is not None
                    assert self.engine.job == action.job
                    self.engine = None
                case Finished():
                    assert action.cancelled
                    self.open.remove(action.job)  # fails where a run ends twice

    @rule(background=st.booleans(), clip=st.sampled_from(["a.mp4", "b.mp4", "c.mp4"]))
    def ask(self, background: bool, clip: str) -> None:
        """A run is asked for."""
        self.count += 1
        self.open.add(self.count)
        if not background:
            self.users.append(self.count)
        self.follow(
            self.schedule.submit(
                request(self.count, clip=clip, revision=self.count), background=background
            )
        )
        if not background:
            assert self.engine is not None
            assert self.engine.job == self.count, "the user's run begins at once"

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Any job is cancelled, known or not."""
        job = data.draw(st.integers(0, self.count + 1))
        self.follow(self.schedule.cancel(job))
        assert job not in self.open

    @precondition(lambda self: self.engine is not None)
    @rule()
    def engine_ends(self) -> None:
        """The engine finishes its run."""
        assert self.engine is not None
        job, self.engine = self.engine.job, None
        assert self.schedule.accepts(job)
        self.open.remove(job)
        self.follow(self.schedule.end(job))

    @rule()
    def engine_dies(self) -> None:
        """The process dies, with or without a run."""
        if self.engine is not None:
            self.open.remove(self.engine.job)
            self.engine = None
        self.follow(self.schedule.end(None))

    @rule(job=st.integers(-3, 40))
    def stale_end(self, job: int) -> None:
        """An end that nobody waits for arrives."""
        if self.engine is None or job != self.engine.job:
            assert not self.schedule.accepts(job)
            self.follow(self.schedule.end(job))

    @invariant()
    def books_agree(self) -> None:
        """Every run that has not ended is on or waits."""
        assert self.schedule.running == self.engine
        waiting = [one.job for one in self.schedule.waiting]
        on = [] if self.engine is None else [self.engine.job]
        assert sorted([*waiting, *on]) == sorted(self.open)

    @invariant()
    def nothing_waits_for_nothing(self) -> None:
        """The engine is never idle while something waits."""
        assert self.engine is not None or not self.schedule.waiting

    @invariant()
    def at_most_one_run_of_the_user(self) -> None:
        """The user's newer run replaces the older."""
        assert len(self.open & set(self.users)) <= 1
        assert self.open & set(self.users) <= set(self.users[-1:])

    @invariant()
    def results_count_only_for_the_run_that_is_on(self) -> None:
        """Other jobs and revisions are stale."""
        for job in range(self.count + 1):
            on = self.engine is not None and job == self.engine.job
            assert self.schedule.accepts(job, job) == on
            assert not self.schedule.accepts(job, job + 1)


TestConversation = Conversation.TestCase


def test_in_the_background_the_newer_request_for_the_same_replaces_the_one_that_waits() -> None:
    schedule = Scheduler()
    schedule.submit(request(1))
    schedule.submit(request(2), background=True)
    schedule.submit(request(3, clip="b.mp4"), background=True)
    actions = schedule.submit(request(4), background=True)
    assert actions == [Finished(2, cancelled=True)]
    assert [one.job for one in schedule.waiting] == [3, 4]


def test_an_interrupted_run_in_the_background_comes_next() -> None:
    schedule = Scheduler()
    schedule.submit(request(1), background=True)
    schedule.submit(request(2, clip="b.mp4"), background=True)
    assert schedule.submit(request(3)) == [Cancel(1), request(3)]
    assert schedule.end(3) == [request(1)]


@given(st.booleans())
def test_a_job_number_serves_once_at_a_time(background: bool) -> None:
    schedule = Scheduler()
    schedule.submit(request(1))
    with pytest.raises(ValueError, match="job 1"):
        schedule.submit(request(1), background=background)
