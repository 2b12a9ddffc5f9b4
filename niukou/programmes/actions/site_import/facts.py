"""What one row of an imported list says of a hospital and its agreement."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """One row, cleaned; texts are "" where the list says nothing, ``row`` is Excel's number."""

    row: int
    hospital: str
    signed_on: date
    uscc: str = ""
    region: str = ""
    agreement_number: str = ""
    signing_group: int | None = None
    cohort: str = ""
    campus: str = ""
    aliases: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.hospital, *self.aliases)

    def says_the_same_as(self, other: "SiteFacts") -> bool:
        return replace(self, row=other.row) == other
