"""A server's own words for how things stand, and ours."""

from collections.abc import Mapping

from collectors.foreign import safe_name
from console.model.ci import Outcome, Phase, Stand


class Words:
    """Maps a server's words; one that is not in the tables is UNKNOWN and never an error. The raw word is kept."""

    def __init__(self, phases: Mapping[str, Phase], outcomes: Mapping[str, Outcome]) -> None:
        self._phases = phases
        self._outcomes = outcomes

    def stand(self, word: str, outcome: str | None = None) -> Stand:
        """Where something stands, from its word, or from two where the server has one for how it ended too."""
        raw = safe_name(f"{word}/{outcome}" if outcome else word)
        if word in self._phases:
            phase = self._phases[word]
            ended = self.outcome(outcome or "") if phase is Phase.FINISHED else None
            return Stand(phase, ended, raw)
        return Stand(Phase.FINISHED, self.outcome(outcome or word), raw)

    def outcome(self, word: str) -> Outcome:
        """How something ended."""
        return self._outcomes.get(word, Outcome.UNKNOWN)
