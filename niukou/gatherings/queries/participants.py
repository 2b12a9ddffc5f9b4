"""Who registered for a gathering and who was there: one line for each person."""

from dataclasses import dataclass

from niukou.core.normalise import fold
from niukou.core.search import search_words
from niukou.gatherings.lifecycle import RegistrationStatus
from niukou.gatherings.models import Attendance, Gathering, Registration
from niukou.people.models import Account, Person


@dataclass(frozen=True, slots=True)
class Participant:
    """One person at one gathering: registered, there, or both."""

    person: Person
    unit: str
    registration: Registration | None
    attendance: Attendance | None

    @property
    def name(self) -> str:
        return self.person.official_name

    @property
    def is_waiting(self) -> bool:
        return self._is(RegistrationStatus.WAITING)

    @property
    def is_withdrawn(self) -> bool:
        return self._is(RegistrationStatus.WITHDRAWN)

    def is_called(self, text: str) -> bool:
        """Tell whether name, initials or unit have what somebody typed; "" fits everybody."""
        words = search_words([self.name, *self.person.aliases], [self.unit])
        return fold(text) in words

    def _is(self, status: RegistrationStatus) -> bool:
        return self.registration is not None and self.registration.status == status


def participants(gathering: Gathering, user: Account) -> list[Participant]:
    """Return whom ``user`` may see at ``gathering``, by name; the withdrawn last. Two reads."""
    registrations = Registration.objects.visible_to(user).filter(gathering=gathering)
    attendances = Attendance.objects.visible_to(user).filter(gathering=gathering)
    registered = {one.person_id: one for one in registrations.select_related("person")}
    there = {one.person_id: one for one in attendances.select_related("person")}
    found = []
    for key in registered.keys() | there.keys():
        registration, attendance = registered.get(key), there.get(key)
        known = attendance or registration
        if known is not None:
            unit = known.unit or (registration.unit if registration else "")
            found.append(Participant(known.person, unit, registration, attendance))
    return sorted(found, key=_in_order)


def _in_order(one: Participant) -> tuple[bool, bool, str, str]:
    is_gone = one.is_withdrawn and one.attendance is None
    return is_gone, one.is_waiting, one.person.pinyin_key, str(one.person.pk)
