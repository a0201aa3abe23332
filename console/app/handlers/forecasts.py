"""What a person can do about a resource that runs out: carry out one of the offers of its forecast."""

import uuid

from console.app.handlers.base import Handlers, Work
from console.app.handlers.orders import order
from console.model.forecast import Forecast
from console.model.lines import Role
from console.views.foreseen import COMMAND

PANE = "forecast"


class ForecastHandlers:
    """Acts on the opened series, else on the selected one of pane 3."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._desk = work.desk

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {COMMAND: self.act}

    async def act(self, argument: str) -> None:
        """Carry out the numbered offer; without a number say which there are."""
        found = self._forecast()
        offers = found.offers if found is not None else ()
        if not offers:
            self._desk.say("nothing is offered for this series", Role.WARN)
            return
        if not argument.isdecimal() or not 1 <= int(argument) <= len(offers):
            named = "; ".join(f"{number} {offer.words}" for number, offer in enumerate(offers, start=1))
            self._desk.say(f"{COMMAND} NUMBER: {named}", Role.NOTICE)
            return
        offer = offers[int(argument) - 1]
        token = {"token": uuid.uuid4().hex} if offer.command == "job.add" else {}
        await order(self._work, offer.command, {**offer.args, **token})

    def _forecast(self) -> Forecast | None:
        desk = self._desk
        key = desk.subject if desk.sheet else desk.panes[PANE].key
        return desk.frame.forecasts.get(key)
