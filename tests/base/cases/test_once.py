"""The same thing asked twice is done once: retried calls, double presses, two people at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.base.cases.scene import FACTS, Scene

from wanghuo.base.cases import actions
from wanghuo.base.cases.models import Case
from wanghuo.base.scope import BadInput, NotNow


def test_the_same_key_gives_the_same_case(scene: Scene) -> None:
    first = scene.drafted(key="open-0001")
    again = scene.drafted(key="open-0001")
    assert first.pk == again.pk and Case.objects.count() == 1


def test_a_repeated_hand_over_is_done_once_even_when_the_state_has_moved_on(scene: Scene) -> None:
    case = scene.drafted()
    for _ in range(3):
        done = actions.hand_over(scene.town.actor, case, receiver=scene.market.org.pk, key="hand-0001")
    assert done.state == "sent" and done.handovers.count() == 1
    actions.receive(scene.market.actor, done)
    assert (
        actions.hand_over(scene.town.actor, case, receiver=scene.market.org.pk, key="hand-0001").state
        == "handling"
    )


def test_a_key_cannot_serve_two_purposes(scene: Scene) -> None:
    case = scene.sent(key="used-0001")
    with pytest.raises(BadInput, match="此幂等键已用于"):
        actions.withdraw(scene.town.actor, case, reason="换一件事再用", key="used-0001")
    other = scene.drafted()
    with pytest.raises(BadInput, match="此幂等键已用于"):
        actions.hand_over(scene.town.actor, other, receiver=scene.market.org.pk, key="used-0001")


def test_keys_of_two_persons_do_not_meet(scene: Scene) -> None:
    one = scene.drafted(key="same-0001")
    two = scene.drafted(by=scene.other_town, key="same-0001")
    assert one.pk != two.pk


def at_once(count: int, work) -> list:
    """Runs ``work(i)`` in threads that start together, each with its own connection."""
    barrier = Barrier(count)

    def run(index: int):
        barrier.wait(10)
        try:
            return work(index)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_who_receive_at_the_same_moment() -> None:
    scene = Scene()
    case = scene.sent()
    found = at_once(4, lambda _: actions.receive(scene.market.actor, case))
    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(isinstance(one, NotNow) for one in found) == 3
    assert case.events.filter(name="receive").count() == 1
    assert case.clocks.filter(clock="handling").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_press_opens_one_case_and_numbers_have_no_gap() -> None:
    scene = Scene()
    found = at_once(4, lambda _: scene.drafted(key="press-0001"))
    assert {one.pk for one in found if isinstance(one, Case)} == {Case.objects.get().pk}, found
    others = at_once(6, lambda index: scene.drafted(title=f"第 {index} 件同时起草的事项", facts=FACTS))
    numbers = sorted(int(one.number[-4:]) for one in others)
    assert numbers == list(range(2, 8))
