"""A CCTray feed (`cc.xml`), which nearly every CI server has: how each project ended last, and no more than that."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from collectors.ci.errors import GarbledError, UnableError
from collectors.ci.http.client import Client
from collectors.ci.provider import Ability, Acted, LogPart, Pace, Place, Trigger
from collectors.ci.texts import plain
from collectors.ci.words import Words
from console.model.ci import Annotation, CiJob, Outcome, Phase, Run

MOST = 500
_ACTIVITIES = {"Sleeping": Phase.FINISHED, "CheckingModifications": Phase.FINISHED, "Building": Phase.RUNNING}
_WORDS = Words(
    _ACTIVITIES,
    {"Success": Outcome.SUCCESS, "Failure": Outcome.FAILURE, "Exception": Outcome.ERROR, "Unknown": Outcome.UNKNOWN},
)
_ONLY_LOOKS = "a CCTray feed only tells how things stand"


class CcTray:
    """A feed, or one project of it where the place names one; the protocol is in `collectors.ci.provider`.

    The address is that of the feed itself.
    """

    def __init__(self, place: Place, client: Client) -> None:
        self.place = place
        self._client = client

    @property
    def can(self) -> frozenset[Ability]:
        """Nothing but tell."""
        return frozenset()

    @property
    def pace(self) -> Pace:
        """A feed of many projects may be costly to make."""
        return Pace(15.0, 60.0)

    async def runs(self) -> tuple[Run, ...]:
        """One run for each project: the one that builds now, else the last."""
        answer = await self._client.ask("", None)
        found = [self._run(one) for one in self._projects(answer.body)]
        return tuple(sorted(found, key=lambda run: (not run.stand.over, run.created), reverse=True)[:MOST])

    async def jobs(self, run: Run) -> tuple[CiJob, ...]:
        """The run itself, which is all that is told."""
        return (
            CiJob(
                place=run.place, run=run.id, id=run.id, name=run.name, stand=run.stand, started=run.started,
                finished=run.finished, url=run.url,
            ),
        )  # fmt: skip

    async def log(self, job: CiJob, offset: int) -> LogPart:
        """There is none."""
        raise UnableError(_ONLY_LOOKS)

    async def annotations(self, job: CiJob) -> tuple[Annotation, ...]:
        """There are none."""
        raise UnableError(_ONLY_LOOKS)

    async def retry(self, run: Run, job: CiJob | None, *, failed: bool) -> Acted:
        """It cannot."""
        raise UnableError(_ONLY_LOOKS)

    async def cancel(self, run: Run) -> Acted:
        """It cannot."""
        raise UnableError(_ONLY_LOOKS)

    async def trigger(self, wanted: Trigger) -> Acted:
        """It cannot."""
        raise UnableError(_ONLY_LOOKS)

    def _projects(self, body: bytes) -> Iterator[Element]:
        try:
            root = fromstring(body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            raise self._garbled() from None
        if root.tag.rpartition("}")[2] != "Projects":
            raise self._garbled()
        for one in root.iter():
            if one.tag.rpartition("}")[2] == "Project" and self.place.project in ("", one.get("name")):
                yield one

    def _garbled(self) -> GarbledError:
        self._client.host.failed("what it answers is no CCTray feed")
        return GarbledError(f"{self.place.host} answered with no CCTray feed; is {self._client.base} its address?")

    def _run(self, one: Element) -> Run:
        """The label and the time are those of the last build that is over; the one that builds now is the next."""
        name, label, url = plain(one.get("name"), one.get("lastBuildLabel"), one.get("webUrl"))
        time = one.get("lastBuildTime") or ""
        activity = one.get("activity") or "Sleeping"
        stand = _WORDS.stand(activity, one.get("lastBuildStatus") or "Unknown")
        ended = _moment(time, self._client.host.skew)
        last = f"{one.get('name')}\0{label}\0{time}\0{'' if stand.over else 'next'}"
        return Run(
            place=self.place.name, id=blake2b(last.encode(), digest_size=8).hexdigest(), name=name or "project",
            stand=stand, created=ended or 0.0, number=label if stand.over else "", url=url,
            finished=ended if stand.over else None,
        )  # fmt: skip


def _moment(given: str, skew: float) -> float | None:
    """A time as feeds write it, mostly ISO 8601; without a zone it is taken for UTC. None for what is no time."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.timestamp() - skew if found.year > 1970 else None
