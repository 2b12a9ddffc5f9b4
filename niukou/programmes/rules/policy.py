"""Who may do what in a programme. Read from top to bottom, this file is the policy."""

from niukou.core.access import allow
from niukou.network.rules import Can as CanInNetwork
from niukou.network.rules import is_platform_administrator
from niukou.people.rules import Can as CanInPeople
from niukou.programmes.rules.can import Can
from niukou.programmes.rules.holders import (
    coordinates_site,
    coordinates_station,
    is_an_officer,
    is_contact_of_own_site,
    runs_branch,
    runs_programme,
    runs_site,
    runs_site_of_agreement,
    runs_station,
)

POLICY = {
    Can.START_PROGRAMME: is_platform_administrator,
    Can.EDIT_PROGRAMME: runs_programme,
    Can.NAME_INITIATORS: is_platform_administrator | runs_programme,
    Can.SET_TARGET: runs_programme,
    Can.APPOINT_OFFICER: is_platform_administrator | runs_programme,
    Can.OPEN_BRANCH: runs_programme,
    Can.EDIT_BRANCH: runs_branch,
    Can.PROPOSE_SITE: runs_branch,
    Can.IMPORT_SITES: runs_branch,
    Can.MOVE_SITE: runs_site,
    Can.SIGN_SITE: runs_site,
    Can.CORRECT_STEP: runs_site,
    Can.EDIT_SITE: runs_site | coordinates_site,
    Can.PLAN_STATION: runs_site | coordinates_site,
    Can.OPEN_STATION: runs_station,
    Can.CORRECT_OPENING: runs_station,
    Can.EDIT_STATION: runs_station | coordinates_station,
    Can.WRITE_TEMPLATE: runs_programme,
    Can.PREPARE_AGREEMENT: runs_site,
    Can.HOLD_SIGNING: runs_branch,
    CanInNetwork.REGISTER_ORGANISATION: is_an_officer,
    CanInNetwork.RECORD_AGREEMENT: is_an_officer,
    CanInNetwork.EDIT_AGREEMENT: runs_site_of_agreement,
    CanInPeople.REGISTER_PERSON: is_an_officer,
    CanInPeople.EDIT_PERSON: is_contact_of_own_site,
    CanInPeople.REVEAL_PERSON: is_contact_of_own_site,
}
allow(POLICY)
