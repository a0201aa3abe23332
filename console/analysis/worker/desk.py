"""What the worker answers, and what it remembers between questions: the vectors of past failures."""

import os
from collections.abc import Sequence
from functools import cached_property, singledispatchmethod
from typing import TYPE_CHECKING

from console.analysis.similar.similar import Similar
from console.analysis.worker.protocol import (
    Answer,
    Done,
    Examine,
    FindCauses,
    Forget,
    FoundCauses,
    Learn,
    Load,
    Nearby,
    Nearest,
    Request,
    Study,
)

if TYPE_CHECKING:
    from console.analysis.classify import Classify


class Desk:
    """Answers requests one by one. What is heavy is imported by the first request that needs it.

    `store` is the database whose vectors are remembered from the start; empty for none. `rules` are the
    user's files of classification rules; what is wrong with them the engine has told.
    """

    def __init__(self, store: str = "", rules: Sequence[str] = ()) -> None:
        self._store = store
        self._rules = rules

    @cached_property
    def similar(self) -> Similar:
        """The past failures, read from the store when first asked for. Raises ReadError, SchemaError."""
        if not self._store or not os.path.exists(self._store):
            return Similar()
        from console.analysis.similar.stored import remembered
        from console.store.reader import Reader

        reader = Reader(self._store)
        try:
            return remembered(reader)
        finally:
            reader.close()

    @cached_property
    def judge(self) -> "Classify":
        """What kind of failure a text tells of."""
        from console.analysis.classify.rulefile import classifier_of

        return classifier_of(self._rules)[0]

    @singledispatchmethod
    def answer(self, request: Request) -> Answer:
        """The answer to a request. Raises whatever an analysis raises."""
        raise TypeError(f"{type(request).__name__} is no request")

    @answer.register
    def _(self, request: Study) -> Answer:
        from console.analysis.worker.study import study

        return study(request, self.similar, self.judge)

    @answer.register
    def _(self, request: Examine) -> Answer:
        from console.analysis.worker.examine import examine

        return examine(request, self.judge)

    @answer.register
    def _(self, request: Learn) -> Answer:
        from console.analysis.worker.examine import learn

        return learn(request)

    @answer.register
    def _(self, request: Nearest) -> Answer:
        return Nearby(self.similar.nearest(request.text, request.k, request.floor))

    @answer.register
    def _(self, request: FindCauses) -> Answer:
        from console.analysis.causes.find import causes

        return FoundCauses(causes(request.profiles, request.watched))

    @answer.register
    def _(self, request: Load) -> Answer:
        self.similar.learn(request.entries)
        return Done(len(self.similar))

    @answer.register
    def _(self, request: Forget) -> Answer:
        self.similar.forget(request.clusters)
        return Done(len(self.similar))
