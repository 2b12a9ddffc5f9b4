"""What proving costs: figures checked again, a draft held against them, a figure's page under load."""

import time
from datetime import date, timedelta
from statistics import median

from benchmarks.doors import BRANCH, SIGNING_DAY, Door
from benchmarks.figures import Figure
from benchmarks.installation import WebServer
from benchmarks.pages import STRANGER, UP, Dose, asked
from niukou.core.quantities import Qualifier
from niukou.desk.demo.signins import DOMAIN
from niukou.figures.actions.publications import check_all, publish_figure
from niukou.figures.claims.checking import check_draft
from niukou.figures.claims.facts import Sources
from niukou.figures.definitions import AGREEMENTS_SIGNED, HOSPITALS_SIGNED
from niukou.figures.indicators import Scope
from niukou.people.models import Account
from niukou.programmes.models import Branch

PORTAL_BAR, PORTAL_READERS, PORTAL_REQUESTS = 500.0, 8, 40_000
LETTERS = 3000
FIRST_DAY = date(2024, 11, 23)
SENTENCE = (
    "红纽扣医务社工计划启动以来，浙江省四批共22家医院签约，计划三年内援建30家医院的博爱社工服务站，"
    "资助60个岗位，培训200名医务社工；全国将有100家医院设站，1,000名医务社工接受培训。"
)


def measure_portal(server: WebServer, seconds: float) -> list[Figure]:
    """Let eight strangers ask for a figure's page as fast as they can."""
    page = Door("public figure", f"/figures/hospitals-signed/?branch={BRANCH}&as_of={SIGNING_DAY}")
    dose = Dose(PORTAL_REQUESTS, PORTAL_REQUESTS, seconds)
    rates = {}
    for door in (page, UP):
        began = time.perf_counter()
        found = asked(server, door, STRANGER, users=PORTAL_READERS, dose=dose)
        rates[door.name] = len(found["milliseconds"]) / (time.perf_counter() - began)
    return [
        Figure(
            "public figure, 8 readers at once",
            rates[page.name],
            "requests/s",
            bar=PORTAL_BAR,
            floor=rates[UP.name],
            floor_is="a view that does nothing",
            more_is_better=True,
        )
    ]


def measure_claims() -> list[Figure]:
    """Check a draft of 3,000 characters."""
    text = (SENTENCE * (LETTERS // len(SENTENCE) + 1))[:LETTERS]
    sources, times = Sources.every(), []
    for _time in range(5):
        began = time.perf_counter()
        claims = check_draft(sources, text=text, written_on=date(2024, 11, 25)).claims
        times.append((time.perf_counter() - began) * 1000)
    return [Figure(f"draft of 3,000 characters, {len(claims)} numbers", median(times), "ms")]


def measure_publications(count: int) -> list[Figure]:
    """Publish ``count`` figures and let the nightly check compute them all again."""
    branch = Branch.objects.select_related("programme").get(slug=BRANCH)
    officer = Account.objects.get(email=f"officer@{DOMAIN}")
    scope, days = Scope(branch.programme, branch), count // 2
    began = time.perf_counter()
    for step in range(days):
        for indicator in (HOSPITALS_SIGNED, AGREEMENTS_SIGNED):
            publish_figure(
                scope,
                indicator,
                as_of=FIRST_DAY + timedelta(days=step),
                qualifier=Qualifier.EXACT,
                by=officer,
            )
    published = time.perf_counter()
    drifted = check_all()
    checked = time.perf_counter()
    return [
        Figure(f"publish a figure, each of {2 * days}", (published - began) * 1000 / count, "ms"),
        Figure(f"check {2 * days} publications, {len(drifted)} drifted", checked - published, "s"),
    ]
