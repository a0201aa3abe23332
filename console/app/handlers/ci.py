"""What a person can do with the runs of CI in pane 5."""

from console.app.handlers.background import Background
from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.ci_sheet import CiSheet
from console.app.handlers.details import Details
from console.app.handlers.orders import order
from console.model.ci import Card
from console.model.lines import Role
from console.views.ci import CI_KEY, first, name, stand_mark

CANCEL = "end it? y "
ASK_SECONDS = 5.0
LOOK = 1.0


class CiHandlers:
    """Acts on the opened run, else on the selected one; `otherwise` has the handlers for what is no run."""

    def __init__(self, work: Work, details: Details, otherwise: Handlers) -> None:
        self._work = work
        self._desk = work.desk
        self._background = Background(work.desk)
        self._otherwise = otherwise
        self.sheet = CiSheet(work, details, self._background)
        self._ending: Card | None = None
        self._asked = (0, float("-inf"))

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        own: dict[str, Handler] = {
            "ci.retry_failed": self.retry_failed, "ci.watch": self.watch, "ci.browse": self.browse,
            "ci.trigger": self.trigger,
        }  # fmt: skip
        shared: dict[str, Handler] = {"open": self.open, "act.retry": self.retry, "job.cancel": self.cancel}
        searching: dict[str, Handler] = {"find": self.find, "find.next": self._next, "find.previous": self._previous}
        return own | {one: self._for_runs(one, act) for one, act in shared.items()} | searching

    async def open(self, _argument: str) -> None:
        """Open the selected run."""
        card = self._card()
        if card is not None and not self._desk.sheet:
            self.sheet.open(card)

    async def retry(self, argument: str) -> None:
        """Run it again, or only the named job; one that did not fail only when asked twice."""
        card = self._card()
        if card is None:
            return
        now = self._desk.setup.clock.monotonic()
        again = self._asked[0] == card.key and now - self._asked[1] < ASK_SECONDS
        if not card.run.stand.bad and not argument and not again:
            self._asked = (card.key, now)
            self._desk.say(f"{name(card.run)} is {card.run.stand.word}; once more to run it again", Role.NOTICE)
            return
        self._order("ci.retry", {"run": card.key, "job": argument.strip(), "failed": False})

    async def retry_failed(self, _argument: str) -> None:
        """Run only the jobs again that failed."""
        card = self._needed()
        if card is not None:
            self._order("ci.retry", {"run": card.key, "job": "", "failed": True})

    async def cancel(self, _argument: str) -> None:
        """Ask whether it is meant, unless it is over."""
        card = self._ending = self._card()
        if card is None:
            return
        if card.run.stand.over:
            self._desk.say(f"{name(card.run)} is over: {card.run.stand.word}", Role.NOTICE)
            return
        self._desk.say(f"{name(card.run)} at {card.run.place} would be ended", Role.WARN)
        self._desk.prompt.open(CANCEL)

    async def cancelled(self, text: str) -> None:
        """What was typed below that question: `y` ends the run, everything else leaves it alone."""
        card, self._ending = self._ending, None
        if card is None or text.strip().lower() != "y":
            self._desk.say("nothing was ended")
        else:
            self._order("ci.cancel", {"run": card.key})

    async def watch(self, _argument: str) -> None:
        """Be told when the run is over: the selected one, else the first of the commit that is checked out."""
        card = self._card() or next(iter(first(self._desk.frame, every=False)), None)
        if card is None:
            self._desk.say("no run of CI is selected, and none is of this commit", Role.WARN)
        elif card.run.stand.over:
            self._desk.say(f"{name(card.run)} is over: {card.run.stand.word}", Role.NOTICE)
        else:
            self._order("ci.watch", {"run": card.key})
            self._background.start("watching", self._until_over(card))

    async def trigger(self, argument: str) -> None:
        """Set off the named pipeline, on the named branch or the one that is checked out."""
        pipeline, _, ref = argument.strip().partition(" ")
        if not pipeline:
            self._desk.say("ci.trigger NAME [BRANCH] sets off a workflow's file or a builder", Role.WARN)
            return
        card, git = self._card(), self._desk.frame.git
        branch = ref.strip() or (git.branch if git else "")
        place = card.run.place if card else ""
        self._order("ci.trigger", {"name": pipeline, "ref": branch, "place": place, "inputs": {}})

    async def browse(self, _argument: str) -> None:
        """Open the run in the browser, or copy its link where none can be shown."""
        card = self._needed()
        if card is None:
            return
        if not card.run.url.startswith(("https://", "http://")):
            self._desk.say("its server names no link", Role.WARN)
            return
        self._background.start("opening the link", self._browse(card.run.url))

    async def find(self, argument: str) -> None:
        """Search the opened run, else the events."""
        if self.sheet.opened:
            self.sheet.ask(argument)
        else:
            await self._otherwise["find"](argument)

    async def _next(self, argument: str) -> None:
        await self._step("find.next", argument, forward=True)

    async def _previous(self, argument: str) -> None:
        await self._step("find.previous", argument, forward=False)

    async def _step(self, action: str, argument: str, *, forward: bool) -> None:
        if self.sheet.opened:
            self.sheet.step(forward=forward)
        else:
            await self._otherwise[action](argument)

    def _for_runs(self, action: str, act: Handler) -> Handler:
        """The handler for runs, where one is meant; else what the action does without CI."""

        async def perform(argument: str) -> None:
            await (act if self._key().startswith(CI_KEY) else self._otherwise[action])(argument)

        return perform

    def _order(self, command: str, args: dict[str, object]) -> None:
        """Ask the server by the engine, which may take long."""
        self._background.start(command, order(self._work, command, args))

    async def _until_over(self, card: Card) -> None:
        while True:
            now = next((one for one in self._desk.frame.runs if one.key == card.key), None)
            if now is None:
                return
            if now.run.stand.over:
                mark = stand_mark(now.run.stand, self._desk.painter.glyphs)[0]
                self._desk.say(f"{name(now.run)} on {now.run.branch} is over: {mark.text}", mark.role)
                return
            await self._desk.setup.clock.sleep(LOOK)

    async def _browse(self, url: str) -> None:
        from console.app.browser import show

        words = await show(url, self._desk.setup, self._work.host.write_terminal)
        self._desk.say(words, Role.OK)

    def _key(self) -> str:
        """The identity of the opened row, else of the selected one of pane 5."""
        desk = self._desk
        return desk.subject if desk.sheet else (desk.panes["jobs"].key if desk.active == "jobs" else "")

    def _card(self) -> Card | None:
        key = self._key()
        return next((card for card in self._desk.frame.runs if f"{CI_KEY}{card.key}" == key), None)

    def _needed(self) -> Card | None:
        card = self._card()
        if card is None:
            self._desk.say("no run of CI is selected", Role.WARN)
        return card
