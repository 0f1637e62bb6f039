"""Does this help fit this case? Answered from identity-free facts, with the reasons, before any name is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import AgeBand, Case
from platform_app.core.taxonomy import FIELDS_FOR_TOPIC
from platform_app.resources.models import Resource, RoomState

GROUPS_FOR_AGE = {
    AgeBand.UNDER_18: {"children", "youth"},
    AgeBand.FROM_18: {"youth", "working_age"},
    AgeBand.FROM_40: {"working_age"},
    AgeBand.FROM_65: {"elderly"},
    AgeBand.FROM_75: {"elderly"},
}
ROOM_POINTS = {RoomState.OPEN: 3, RoomState.CONDITIONAL: 2, RoomState.WAITING_LIST: 1, RoomState.FULL: -4}
AGE_GROUPS = {"children", "youth", "working_age", "elderly"}


@dataclass(frozen=True, slots=True)
class Fit:
    """A resource with what speaks for and against it; the higher the points, the further up."""

    resource: Resource
    points: int
    reasons: tuple[Any, ...]
    doubts: tuple[Any, ...]


def summary_of(case: Case) -> dict[str, Any]:
    """What a receiver decides from: topics, age band, area. Nothing that names anybody."""
    return {
        "topics": list(case.topics),
        "main_topic": case.main_topic,
        "age_band": str(case.age_band),
        "area_code": case.area_code,
    }


def rank(case: Case, resources: Collection[Resource]) -> list[Fit]:
    """The resources, best fit first; none is left out, the desk decides."""
    fits = [judge(case, resource) for resource in resources]
    return sorted(fits, key=lambda fit: (-fit.points, fit.resource.name, str(fit.resource.id)))


def judge(case: Case, resource: Resource) -> Fit:
    """Points and reasons of one resource for one case."""
    marks = [*_field_marks(case, resource), *_person_marks(case, resource), *_room_marks(resource)]
    return Fit(
        resource,
        sum(points for points, _words in marks),
        tuple(words for points, words in marks if points > 0),
        tuple(words for points, words in marks if points < 0),
    )


Marks = Sequence[tuple[int, Any]]


def _field_marks(case: Case, resource: Resource) -> Marks:
    offered = set(resource.fields)
    if offered & set(FIELDS_FOR_TOPIC[case.main_topic]):
        return [(8, _l("Answers the most pressing topic"))]
    if any(offered & set(FIELDS_FOR_TOPIC[topic]) for topic in case.topics):
        return [(4, _l("Answers one of the topics"))]
    return [(-3, _l("Another field of support"))]


def _person_marks(case: Case, resource: Resource) -> Marks:
    marks: list[tuple[int, Any]] = []
    if case.area_code and resource.area_codes:
        served = case.area_code in resource.area_codes or f"{case.area_code[:2]}" in {
            code[:2] for code in resource.area_codes if code[2:5] == "000"
        }
        marks.append(
            (2, _l("Serves the place of residence")) if served else (-6, _l("Does not serve the place of residence"))
        )
    ages = set(resource.target_groups) & AGE_GROUPS
    if case.age_band in GROUPS_FOR_AGE and ages:
        fits = bool(ages & GROUPS_FOR_AGE[case.age_band])
        marks.append((2, _l("For this age")) if fits else (-3, _l("For another age")))
    return marks


def _room_marks(resource: Resource) -> Marks:
    words = {
        RoomState.OPEN: _l("Has room now"),
        RoomState.CONDITIONAL: _l("Has room under conditions"),
        RoomState.WAITING_LIST: _l("Has a waiting list"),
        RoomState.FULL: _l("Full now"),
    }
    return [(ROOM_POINTS[resource.room_state], words[resource.room_state])]
