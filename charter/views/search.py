"""Search over everything that is public."""

from collections import Counter
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from charter.access import public
from charter.forms import SearchForm
from charter.search.asking import MOST, Answer, ask, readable
from charter.views.public import with_release

A_PAGE = 20


@public("what is public can be searched")
def search(request: HttpRequest) -> HttpResponse:
    """Promises, measures, documents, changes and scrutiny with the words; one list, the nearest first."""
    asked = request.GET.get("q")
    form = SearchForm(None if asked is None else {"q": readable(asked)})
    words = form.cleaned_data["q"] if form.is_valid() else ""
    answer = ask(words) if words else Answer(())
    page = Paginator(answer.found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "answer": answer,
        "page": page,
        "kinds": Counter(one.kind for one in answer.found).most_common(),
        "has_more": len(answer.found) == MOST,
        "query": urlencode({"q": words}),
        "part": "search",
    }
    status = 422 if form.errors else 200
    return render(request, "charter/search.html", with_release(**context), status=status)
