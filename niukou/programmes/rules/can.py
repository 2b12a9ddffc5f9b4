"""What can be done in a programme: the permissions, by name."""

from enum import StrEnum


class Can(StrEnum):
    START_PROGRAMME = "programmes.start_programme"
    EDIT_PROGRAMME = "programmes.edit_programme"
    NAME_INITIATORS = "programmes.name_initiators"
    SET_TARGET = "programmes.set_target"
    APPOINT_OFFICER = "programmes.appoint_officer"
    OPEN_BRANCH = "programmes.open_branch"
    EDIT_BRANCH = "programmes.edit_branch"
    PROPOSE_SITE = "programmes.propose_site"
    IMPORT_SITES = "programmes.import_sites"
    MOVE_SITE = "programmes.move_site"
    SIGN_SITE = "programmes.sign_site"
    CORRECT_STEP = "programmes.correct_step"
    EDIT_SITE = "programmes.edit_site"
    PLAN_STATION = "programmes.plan_station"
    OPEN_STATION = "programmes.open_station"
    CORRECT_OPENING = "programmes.correct_opening"
    EDIT_STATION = "programmes.edit_station"
    WRITE_TEMPLATE = "programmes.write_template"
    PREPARE_AGREEMENT = "programmes.prepare_agreement"
    HOLD_SIGNING = "programmes.hold_signing"
