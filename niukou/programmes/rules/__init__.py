"""Who may see and do what in a programme: permissions, their holders, the policy, the sights."""

import niukou.programmes.rules.application_sights
import niukou.programmes.rules.files
import niukou.programmes.rules.sights  # noqa: F401  # each widens what may be seen, on import
from niukou.programmes.rules.can import Can
from niukou.programmes.rules.holders import (
    branches_run_by,
    oversees_branch,
    oversees_programme,
    programmes_paid_by,
    reads_posts_of_branch,
    reads_posts_of_site,
    reads_rates,
    runs_branch,
    runs_programme,
    runs_site,
    runs_station,
    speaks_for_hospital,
    works_on_site,
)
from niukou.programmes.rules.policy import POLICY

__all__ = [
    "POLICY",
    "Can",
    "branches_run_by",
    "oversees_branch",
    "oversees_programme",
    "programmes_paid_by",
    "reads_posts_of_branch",
    "reads_posts_of_site",
    "reads_rates",
    "runs_branch",
    "runs_programme",
    "runs_site",
    "runs_station",
    "speaks_for_hospital",
    "works_on_site",
]
