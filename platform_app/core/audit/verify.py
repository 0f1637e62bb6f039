"""Verification: every seal is recounted and re-rooted; chain, signatures and anchors must agree. Names the place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from platform_app.core.audit.anchors import AnchorIndex
from platform_app.core.audit.merkle import MerkleTree
from platform_app.core.audit.rows import leaf_bytes
from platform_app.core.audit.seal import MARK, START, Seal
from platform_app.core.audit.signing import Trust

MOST = 50
"""Problems told per tenant; what is beyond is counted."""
NAMED = 200_000
"""A seal with more rows is not searched for the changed one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was sealed, and where."""

    tenant_id: int
    seal: int | None
    text: str

    def __str__(self) -> str:
        return f"seal {self.seal}: {self.text}" if self.seal else self.text


@dataclass(slots=True)
class Report:
    """The result for one tenant."""

    tenant_id: int
    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    misplaced: int = 0
    """Rows in the default partition: in their seals all the same, but their month gets no partition of its own."""
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    @property
    def is_intact(self) -> bool:
        return not self.problems

    def add(self, text: str, seal: int | None = None) -> None:
        """Note a problem."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(self.tenant_id, seal, text))
        else:
            self.more += 1


class Source(Protocol):
    """Where a tenant's chain is read from: the database, or an exported file."""

    def seals(self) -> Iterator[Seal]:
        """Seals by number."""

    def leaves(self, seal: Seal) -> Iterator[Mapping[str, Any]]:
        """The rows that a seal covers now, in their hashed form and order."""

    def strays(self, covered: Mapping[int, int], last: Seal | None) -> Iterable[str]:
        """Rows that should be in a seal and are in none, or that cannot be; ``covered``: epoch to end of its seals."""

    def unsealed(self, last: Seal | None) -> int:
        """Rows newer than the last seal."""

    def misplaced(self) -> int:
        """Rows that no month's partition took."""


def verify(tenant_id: int, source: Source, trust: Trust, anchors: AnchorIndex) -> Report:
    """Check one tenant's log from its first seal to its newest row."""
    report = Report(tenant_id)
    covered: dict[int, int] = {}
    last: Seal | None = None
    for seal in source.seals():
        _check_chain(report, seal, last)
        _check_head(report, seal, trust, anchors)
        _check_rows(report, seal, source)
        covered[seal.epoch] = max(covered.get(seal.epoch, 0), seal.xid_to)
        report.seals += 1
        last = seal
    for stray in source.strays(covered, last):
        report.add(stray)
    known, anchored = last.number if last else 0, anchors.last(tenant_id)
    if anchored > known:
        one = anchored == known + 1
        missing = f"seal {anchored} was" if one else f"seals {known + 1} to {anchored} were"
        report.add(f"cut off: {missing} anchored outside and {'is' if one else 'are'} missing here")
    report.unsealed = source.unsealed(last)
    report.misplaced = source.misplaced()
    return report


def _check_chain(report: Report, seal: Seal, last: Seal | None) -> None:
    number = last.number + 1 if last else 1
    if seal.number != number:
        gap = f"seal {number} is" if seal.number == number + 1 else f"seals {number} to {seal.number - 1} are"
        report.add(f"{gap} missing before it", seal.number)
    if seal.previous != (last.head if last else START):
        report.add("does not follow the seal before it", seal.number)
    if last and seal.epoch < last.epoch:
        report.add("goes back to an earlier epoch", seal.number)
    start = last.xid_to if last and last.epoch == seal.epoch else 0
    if seal.xid_from != start:
        report.add("does not begin where the seal before it ended", seal.number)


def _check_head(report: Report, seal: Seal, trust: Trust, anchors: AnchorIndex) -> None:
    if seal.tenant_id != report.tenant_id:
        report.add("is the seal of another tenant", seal.number)
    if seal.expected_head() != seal.head:
        report.add("the seal's own fields were changed", seal.number)
    if not trust.knows(seal.key_id):
        report.add(f"signed by an unknown key ({seal.key_id})", seal.number)
    elif not trust.accepts(seal.key_id, seal.signature, seal.head):
        report.add("the signature is not valid", seal.number)
    anchored = anchors.heads(report.tenant_id, seal.number)
    if anchored and anchored != [seal.head]:
        report.add("differs from the head anchored outside: the chain was rewritten", seal.number)


def _check_rows(report: Report, seal: Seal, source: Source) -> None:
    tree, finder = MerkleTree(), _Finder(seal.marks)
    for leaf in source.leaves(seal):
        finder.see(str(leaf.get("id")), tree.add(leaf_bytes(leaf))[:MARK])
    report.rows += tree.count
    if tree.root == seal.root and tree.count == seal.count:
        return
    if tree.count != seal.count:
        report.add(f"{seal.count} rows were sealed, {tree.count} are there: {finder.tell()}", seal.number)
    else:
        report.add(f"rows are not as they were sealed: {finder.tell()}", seal.number)


class _Finder:
    """Compares the rows' marks with the sealed ones, from both ends, to say which rows differ."""

    def __init__(self, marks: bytes) -> None:
        self._sealed = (
            [marks[at : at + MARK] for at in range(0, len(marks), MARK)] if len(marks) <= NAMED * MARK else []
        )
        self._too_many = len(marks) > NAMED * MARK
        self._equal = 0
        self._same_so_far = True
        self._before: str | None = None
        self._rest: list[tuple[str, bytes]] = []

    def see(self, row_id: str, mark: bytes) -> None:
        """Take the next row."""
        if self._same_so_far and self._equal < len(self._sealed) and self._sealed[self._equal] == mark:
            self._equal += 1
            self._before = row_id
            return
        self._same_so_far = False
        if len(self._rest) <= NAMED:
            self._rest.append((row_id, mark))

    def tell(self) -> str:
        """One phrase that names the rows."""
        if self._too_many or len(self._rest) > NAMED:
            return "too many rows to name the one"
        sealed, rest = self._sealed[self._equal :], list(self._rest)
        after: str | None = None
        while sealed and rest and sealed[-1] == rest[-1][1]:
            sealed.pop()
            after = rest.pop()[0]
        names = ", ".join(row_id for row_id, _mark in rest[:5]) + (" …" if len(rest) > 5 else "")
        if len(rest) == len(sealed):
            return f"row {names} was changed" if len(rest) == 1 else f"rows {names} were changed or reordered"
        if not rest:
            where = f"after row {self._before}" if self._before else "at its beginning"
            return f"{len(sealed)} removed {where}" + (f", before row {after}" if after else "")
        if not sealed:
            return f"row {names} was added" if len(rest) == 1 else f"rows {names} were added"
        return f"{len(sealed)} rows were replaced by rows {names}"
