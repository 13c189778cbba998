"""Random walks: whatever is done in whatever order, the rules of the machine hold."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.kernel.flow.build import shipped

from wanghuo.kernel.flow import Actor, ClockPhase, EffectKind, Event, NotAllowed, allowed, draw, replay, step

HANDOVER = shipped("handover")
FACTS = [party.id for party in HANDOVER.parties] + ["assignee"]
VERBS = sorted({item.verb for item in HANDOVER.transitions})


class Walk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.history = [Event("open", "甲")]
        self.status = replay(HANDOVER, self.history)
        self.live: dict[str, ClockPhase] = {}

    def take(self, event: Event) -> None:
        self.status, effects = step(HANDOVER, self.status, event)
        self.history.append(event)
        for effect in effects:
            before = self.live.get(effect.clock)
            match effect.kind:
                case EffectKind.START:
                    assert before is None, "a clock may not be started while it is live"
                    self.live[effect.clock] = ClockPhase.RUNNING
                case EffectKind.STOP:
                    del self.live[effect.clock]
                case EffectKind.SUSPEND:
                    assert before == ClockPhase.RUNNING
                    self.live[effect.clock] = ClockPhase.SUSPENDED
                case EffectKind.RESUME:
                    assert before == ClockPhase.SUSPENDED
                    self.live[effect.clock] = ClockPhase.RUNNING
                case EffectKind.EXTEND:
                    assert before is not None

    @rule(
        facts=st.just(set(FACTS)) | st.sets(st.sampled_from(FACTS)),
        organisation=st.sampled_from("甲乙丙"),
        data=st.data(),
    )
    def do_what_is_open(self, facts: set[str], organisation: str, data: st.DataObject) -> None:
        options = allowed(HANDOVER, self.status, Actor(frozenset(facts), organisation))
        able = [option.transition.verb for option in options if option.open]
        if able:
            self.take(Event(data.draw(st.sampled_from(able)), organisation))

    @rule(verb=st.sampled_from(VERBS))
    def what_does_not_fit_changes_nothing(self, verb: str) -> None:
        before = self.status
        if HANDOVER.transition(self.status.state, verb) is None:
            try:
                step(HANDOVER, self.status, Event(verb))
            except NotAllowed as error:
                assert str(error)
            else:
                raise AssertionError(f"{verb} was let through in {before.state}")
        assert self.status == before

    @rule(clock=st.sampled_from([item.id for item in HANDOVER.clocks]))
    def a_clock_expires(self, clock: str) -> None:
        if self.status.running(clock):
            self.take(Event(f"expired:{clock}"))

    @invariant()
    def the_state_is_the_fold_of_the_history(self) -> None:
        assert replay(HANDOVER, self.history) == self.status

    @invariant()
    def the_effects_tell_the_same_as_the_state(self) -> None:
        told = {clock: phase for clock, phase in self.status.clocks.items() if phase != ClockPhase.STOPPED}
        assert told == self.live

    @invariant()
    def nothing_runs_in_a_final_state(self) -> None:
        assert self.status.state is not None
        if HANDOVER.state(self.status.state).final:
            assert not self.live
            assert not allowed(HANDOVER, self.status, Actor(frozenset(FACTS)))

    @invariant()
    def waiting_for_receipt_always_has_its_clock(self) -> None:
        assert ("receipt" in self.live) == (self.status.state == "sent")

    @invariant()
    def the_picture_shows_where_it_stands(self) -> None:
        for down in (False, True):
            picture = draw(HANDOVER, self.status, down=down)
            here = [node.id for node in picture.nodes if node.look == "here"]
            assert here == [self.status.state]
            boxes = {(node.x, node.y) for node in picture.nodes}
            assert len(boxes) == len(picture.nodes), "two boxes lie on one another"
            assert all(node.x + node.width <= picture.width for node in picture.nodes)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
