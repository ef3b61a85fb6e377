"""Results of tasks as plain data and back: what was kept is read as it was found, by the types of its fields."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, get_type_hints

import numpy as np
import pytest

from planner import studies
from planner.statuses import Status, Stop
from planner.studies.alternatives.solves import RelaxedBounds, SolvedPlan
from planner.studies.cases.plans import SolvedCase
from planner.studies.core import plain
from planner.studies.core.plain import plain_of, value_of
from planner.studies.core.query_task import CourseCosts, QueryReply
from planner.studies.core.query_worker import Known, KnownRows
from planner.studies.explain.solves import Standing
from planner.studies.frontier.plan import Audit
from planner.studies.frontier.point import SolvedPoint
from planner.studies.playbook.answers import LeastNow, PlaybookReply
from planner.studies.playbook.apart import PathReply
from planner.studies.playbook.begun import NOTHING_BEGUN, Begun, StartPrices
from planner.studies.playbook.ends import EndPlan, WorldStart
from planner.studies.regret.chosen import OperatedPlan
from planner.studies.regret.operations import Operation
from planner.studies.regret.together import Choice
from planner.studies.sensitivity.estimates import EstimatedMove, KeptPrices
from planner.studies.sensitivity.gave_way import GaveWay
from planner.studies.sensitivity.points import BoundAt, PlanAt
from planner.studies.sensitivity.stands import Stands, WhereItStands
from planner.studies.shares.unkept import Unkept

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = KnownRows((1.5, -2.0), (0, 3), (0, 1, 2), (-math.inf, 0.0), (1.0, math.inf), (
    ("guarantee", ("trouble", 3), None), ("cost", ("x",), ((1, 2), (0.5, 4.0)))))  # fmt: skip
KNOWN = Known("digest", ROWS, (0.0, 1.0))
DECISIONS = (("plant", "2028", 1.0, None), ("mine", "2030", 2.0, 12.5))
STARTED = WorldStart("mine", "2030", "high", 1.0, None)
END = EndPlan("high", 0.5, 3.0, (1.0, 2.0), (STARTED,), (), None, "YQ==")
GAVE_WAY = GaveWay("cover at home", "2028", 0.03, "cover at home by 3%")
RESULTS = [
    KNOWN,
    QueryReply(Status.PROVEN, 1.0, 0.5, 2.5, {"cost": 1.0}, DECISIONS, CourseCosts(7.0, ((0, 1, 3.5),))),
    QueryReply(Status.NO_PLAN, None, None, 2.5, {}, None, None),
    SolvedPlan(Status.NOT_PROVEN, 3.0, 4.0, DECISIONS, {"mine": 25.0}, 2.0, None, KNOWN),
    RelaxedBounds((("mine", "most", 2.0), ("plant", "fewest", None))),
    SolvedPoint(Status.NOT_PROVEN, Stop.TIME_LIMIT, {"cost": None}, {"cost": 2.0}, DECISIONS, KNOWN,
                (("home", "goods", (1.0, 0.5)),)),
    Audit(1.0, None, 0.5, 12, ("one",), None),
    SolvedCase("dear", Status.PROVEN, "", 0, {"status": "proven", "gap": 0.01, "bound": None}, "YQ=="),
    Operation(None, None, "not kept", math.inf, 1.0),
    Standing(("Demand!D2",), ()),
    PlanAt(Status.PROVEN, 3.0, 2.5, "", 4.0, 7.0, DECISIONS, 0.0, 1.0, (("start[0,1]", 1.0),)),
    PlanAt(Status.INFEASIBLE, None, None, "", None, 0.0, None, 0.0, 0.0, (), (GAVE_WAY,), 5.0),
    GAVE_WAY,
    BoundAt(None),
    Unkept((("Rules", "not all from one", "limit"),), (False,), ("required share",), True),
    WhereItStands(Stands.OBJECTIVE),
    Choice(Status.NOT_PROVEN, 4.0, None, DECISIONS),
    Choice(Status.INFEASIBLE, None, None, None),
    OperatedPlan("YQ==", is_verified=True),
    KeptPrices((1.0, 2.5), (-1.0,), ()),
    EstimatedMove(None),
    STARTED,
    END,
    PlaybookReply(Status.INFEASIBLE, message="not offered"),
    PlaybookReply(Status.PROVEN, 3.0, 2.5, Stop.GAP_CLOSED, "", "the programme of all worlds", (END,)),
    Begun(3.0, (1.0, 0.0)),
    Begun(3.0, (1.0,), 2.5, StartPrices((4, 7), ((1.5, -2.0), (-1.5,)))),
    NOTHING_BEGUN,
    StartPrices((), ()),
    LeastNow((1.5, None)),
    PathReply(None, None, ()),
    PathReply(1.5, 2.0, (0.0, 3.5)),
]  # fmt: skip


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_a_result_is_read_as_it_was_found(result: object) -> None:
    text = json.dumps(plain_of(result))
    assert value_of(type(result), json.loads(text)) == result


def kept_classes() -> Iterator[type]:
    """Yield every class of the studies that is marked as a result."""
    for found in pkgutil.walk_packages(studies.__path__, f"{studies.__name__}."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == found.name and plain.is_kept(kind):
                yield kind


def test_every_result_is_tried() -> None:
    tried = {type(each) for each in RESULTS} | {KnownRows, CourseCosts}
    assert {kind for kind in kept_classes() if not any(kind in other.__mro__[1:] for other in tried)} == tried
    for kind in tried:
        assert set(get_type_hints(kind)) >= {each.name for each in fields(kind)}


def test_numbers_of_numpy_become_plain() -> None:
    found = RelaxedBounds((("mine", "most", np.float64(2.5)),))
    assert json.dumps(plain_of(found)) == '{"bounds": [["mine", "most", 2.5]]}'


@pytest.mark.parametrize("told", [{}, {"bounds": 3}, {"bounds": [["mine"]]}, {"bounds": [["mine", "most", "x"]]}])
def test_what_is_of_another_kind_is_refused(told: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        value_of(RelaxedBounds, told)
