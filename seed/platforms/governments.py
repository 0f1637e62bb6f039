"""Local governments as members."""

from platform_app.members.models import OrganizationKind
from seed.areas import PLACES
from seed.shapes import MemberShape


def governments(codes: tuple[str, ...], member_class: str) -> tuple[MemberShape, ...]:
    return tuple(
        MemberShape(
            key=f"government-{code}",
            name=f"{PLACES[code].name}（福祉担当課）",
            kana=PLACES[code].kana,
            kind=OrganizationKind.MUNICIPALITY,
            member_class=member_class,
            fields=("living_costs", "elderly", "child_raising"),
            activities="住民の相談支援、圏域の情報共有",
        )
        for code in codes
    )
