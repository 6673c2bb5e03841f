"""What passes to a successor among the figures: files that were not accepted yet.

Figures need nothing: they belong to their measure, and the measure to its post.
"""

from django.db import transaction

from charter import audit, leaving
from charter.leaving import Passing
from charter.translated import lazily as _lazy
from measures.models import Import
from measures.querysets import leaving as questions

leaving.register_duties(questions.duties)
leaving.register_owed(_lazy("Figures to enter or finish"))(questions.figures_due)
leaving.register_owed(_lazy("Figures begun"))(questions.figures_begun)
leaving.register_owed(_lazy("Figures that nobody else may decide"))(questions.only_approver)
leaving.register_owed(_lazy("Files not accepted yet"))(questions.files_not_accepted)


@leaving.register_passing
@transaction.atomic
def pass_files_on(passing: Passing) -> None:
    """Give a file that waits for its next step to the successor, if every measure in it is theirs now.

    Any other stays: whoever owns its measures sends them again, and nobody reads figures of others.
    """
    follower = passing.successor
    if follower is None:
        return
    found = questions.files_to_pass_on(passing.person, passing.post, follower, leaves=passing.leaves)
    for one in Import.objects.select_for_update(of=("self",)).filter(pk__in=found):
        one.received_by = follower
        one.version += 1
        one.save()
        detail = {"person": passing.person.pk, "successor": follower.pk}
        audit.record("pass_on_file", one, by=passing.by, detail=detail)
