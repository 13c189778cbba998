"""The baseline of ``list_page.py``: the same page, drawn the usual way, with Django's Paginator (OFFSET and a full count)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wanghuo.site.wsgi import application  # noqa: F401 first: it loads Django; gunicorn serves it

# isort: split
from django.core.paginator import Paginator

from wanghuo.base.workbench import pages
from wanghuo.base.workbench.cells import line

if TYPE_CHECKING:
    from wanghuo.base.workbench.listing import Asked


def results(asked: Asked) -> dict[str, Any]:
    desk = asked.desk
    order = asked.order
    rows = asked.rows().order_by(str(order), "-pk" if order.down else "pk")
    found = Paginator(rows, desk.page_size).get_page(asked.query.get("page", "1"))
    return {
        "desk": desk,
        "heads": pages.heads(asked),
        "lines": [(row, line(desk, row)) for row in found],
        "next": f"?page={found.next_page_number()}" if found.has_next() else "",
        "previous": f"?page={found.previous_page_number()}" if found.has_previous() else "",
        "total_text": f"共 {found.paginator.count} {desk.noun}",
        "problems": asked.problems,
        "filtered": asked.filtered,
        "bulk": [],
        "query": asked.query.urlencode(),
    }


pages.results = results
