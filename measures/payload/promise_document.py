"""The documents of a promise and of a theme."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.languages.own import own
from charter.numbers import plain
from measures import sentences
from measures.models import MeasureLine
from measures.payload.canonical import Document
from measures.payload.earlier import promise_history
from measures.payload.explaining import explanation_now
from measures.payload.figures import VALUE_PLACES, score_words, standing_document
from measures.payload.gather import Gathered
from measures.payload.measure_document import bodies
from measures.payload.workings import promise_workings
from measures.scoring import PromiseScore
from measures.standing import MeasureStanding
from promises.models import Promise


def promise_summary(gathered: Gathered, slug: str) -> Document:
    """What lists say of a promise: its status with the reason, and the figure that says most about it."""
    promise, score = gathered.standing.promises[slug]
    measures = _measures(gathered, promise)
    return {
        "slug": promise.slug,
        "title": own(promise.title),
        "summary": own(promise.summary),
        "theme": promise.theme.slug,
        "status": score.status,
        "word": sentences.promise_word(score.status),
        "reasons": [sentences.reason_sentence(reason) for reason in score.reasons],
        "sentence": _sentence(score, measures),
        "coverage": plain(score.coverage, VALUE_PLACES),
        "low": plain(score.low, VALUE_PLACES),
        "high": plain(score.high, VALUE_PLACES),
        "judged": score.judged,
        "due": score.due,
        "left_out": score.left_out,
        "headline": _headline(measures),
    } | score_words(score.score)


def promise_document(gathered: Gathered, slug: str) -> Document:
    """The promise in full: how it is delivered, how it is measured with the state of each, who monitors."""
    promise, _ = gathered.standing.promises[slug]
    lines = gathered.lines.get(promise.pk, [])
    summary = promise_summary(gathered, slug)
    return summary | {
        "history": promise_history(gathered.before, slug, gathered.period.label, summary),
        "standards": list(promise.standards),
        "weight": plain(promise.weight),
        "theme_title": own(promise.theme.title),
        "workings": promise_workings(gathered, promise),
        "held_by": _held_by(lines),
        "documents": _documents(gathered, lines),
        "commitments": [own(found.text) for found in gathered.commitments.get(promise.pk, [])],
        "lines": [
            {
                "text": own(line.text),
                "weight": plain(line.weight),
                "monitored_by": bodies(line.monitored_by.all()),
                "measure": standing_document(gathered.standing.measures[line.measure.slug]),
                "commentary": explanation_now(gathered, gathered.standing.measures[line.measure.slug]),
            }
            for line in lines
        ],
    }


def _held_by(lines: Sequence[MeasureLine]) -> list[Document]:
    """Who checks the promise: each body once, what it is, and the figures that it looks at."""
    found: dict[str, Document] = {}
    for line in lines:
        for body in line.monitored_by.all():
            one = bodies([body])[0] | {"description": own(body.description), "measures": []}
            looked = found.setdefault(body.slug, one)["measures"]
            looked.append({"slug": line.measure.slug, "title": own(line.measure.title)})
    return list(found.values())


def _documents(gathered: Gathered, lines: Sequence[MeasureLine]) -> list[Document]:
    """The documents whose coming out is one of the promise's figures, each once."""
    measures = (gathered.standing.measures[line.measure.slug].measure for line in lines)
    owed = {found.slug: own(found.title) for measure in measures for found in measure.publications.all()}
    return [{"slug": slug, "title": title} for slug, title in owed.items()]


def theme_summary(gathered: Gathered, slug: str) -> Document:
    """What lists say of a theme: its status with the reason, and the slugs of its promises."""
    theme, score = gathered.standing.themes[slug]
    return {
        "slug": theme.slug,
        "title": own(theme.title),
        "summary": own(theme.summary),
        "status": score.status,
        "word": sentences.promise_word(score.status),
        "reasons": [sentences.reason_sentence(reason) for reason in score.reasons],
        "coverage": plain(score.coverage, VALUE_PLACES),
        "promises": [promise.slug for promise in gathered.promises if promise.theme_id == theme.pk],
    } | score_words(score.score)


def theme_document(gathered: Gathered, slug: str) -> Document:
    """A theme with its promises in full."""
    summary, (_, score) = theme_summary(gathered, slug), gathered.standing.themes[slug]
    return summary | {
        "kept": score.promises_kept,
        "assessed": score.promises_assessed,
        "promises": [promise_summary(gathered, promise) for promise in summary["promises"]],
    }


def misses(gathered: Gathered, slug: str) -> list[Document]:
    """The promise's measures that are missed or near, each with why, what next and by when."""
    promise, _ = gathered.standing.promises[slug]
    found = []
    for one in _measures(gathered, promise):
        comment = explanation_now(gathered, one)
        if one.status in ("missed", "near"):
            found.append({"measure": standing_document(one), "commentary": comment})
    return sorted(found, key=lambda item: item["measure"]["status"] != "missed")


def _measures(gathered: Gathered, promise: Promise) -> list[MeasureStanding]:
    return [gathered.standing.measures[line.measure.slug] for line in gathered.lines.get(promise.pk, [])]


def _headline(measures: list[MeasureStanding]) -> Document | None:
    """The measure that says most: a missed one, else a critical, else the first that is judged."""
    judged = [
        one for one in measures if one.state == "judged" and one.current is not None and one.current.shown
    ]
    order = {"missed": 0, "near": 1, "met": 2, "not_judged": 3}
    best = min(judged, key=lambda one: (order.get(one.status, 4), not one.measure.critical), default=None)
    return standing_document(best) if best else None


def _sentence(score: PromiseScore, measures: list[MeasureStanding]) -> str:
    """How many of the promise's measures are on target, in one sentence."""
    if score.due == 0:
        return _("None of its measures is due yet.")
    met = sum(one.state == "judged" and one.status == "met" for one in measures)
    if score.status == "insufficient_data":
        words = ngettext(
            "Only {judged} of {due} measures due has a figure.",
            "Only {judged} of {due} measures due have a figure.",
            score.judged,
        )
        return words.format(judged=score.judged, due=score.due)
    if met == score.judged == score.due:
        return _all_met(met, left_out=bool(score.left_out))
    missing = score.due - score.judged
    words = _("{met} of {judged} measures on target.").format(met=met, judged=score.judged)
    if not missing:
        return words
    rest = ngettext("{count} has no figure.", "{count} have no figure.", missing).format(count=missing)
    return f"{words} {rest}"


def _all_met(met: int, *, left_out: bool) -> str:
    """All that was judged is on target; `left_out`: others are not due yet, or nothing asks of them."""
    if left_out:
        words = ngettext(
            "The one that could be judged is on target.",
            "All {count} that could be judged are on target.",
            met,
        )
    else:
        words = ngettext("Its one measure is on target.", "All {count} measures are on target.", met)
    return words.format(count=met)
