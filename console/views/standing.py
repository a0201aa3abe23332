"""How the standing of a cluster looks: sign, word and role together."""

from console.model.cluster import Cluster, Standing
from console.model.failure import Category
from console.model.lines import Glyphs, Line, Role, Span
from console.views.states import FIGURE_ROLES, severity_glyph

WORDS = {
    Standing.NEW: "new",
    Standing.KNOWN: "known",
    Standing.REGRESSED: "again",
    Standing.ACKNOWLEDGED: "ack",
    Standing.RESOLVED: "done",
}
SHORT = {
    Category.DEPENDENCY: "depend",
    Category.ENVIRONMENT: "environ",
    Category.CONFIGURATION: "config",
    Category.INFRASTRUCTURE: "infra",
    Category.UNKNOWN: "",
}


def mark(cluster: Cluster, glyphs: Glyphs) -> Line:
    """Sign and word: how bad while it is open, `muted`, or who took care of it."""
    if cluster.muted:
        return (Span(f"{glyphs.info} muted", Role.MUTED),)
    word = WORDS[cluster.standing]
    if cluster.standing in (Standing.ACKNOWLEDGED, Standing.RESOLVED):
        return (Span(f"{glyphs.ok} {word} {cluster.by}".rstrip(), Role.OK),)
    role = FIGURE_ROLES[cluster.severity]
    loud = cluster.standing is Standing.REGRESSED
    return (Span(f"{severity_glyph(cluster.severity, glyphs)} {word.upper() if loud else word}", role),)


def about(category: Category) -> str:
    """The category in at most eight letters; nothing when it is unknown."""
    return SHORT.get(category, category.value)


def is_open(cluster: Cluster) -> bool:
    """Whether nobody has taken care of it yet."""
    return not cluster.muted and cluster.standing not in (Standing.ACKNOWLEDGED, Standing.RESOLVED)
