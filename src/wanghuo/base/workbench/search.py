"""Finding by words, fast over millions of rows, on any PostgreSQL.

pg_trgm cuts words into threes and, under the C character type of the embedded server, sees no Chinese at all; most
Chinese searches are two characters long. So text is cut into pairs (``wanghuo_bigrams``, made by this room's first
migration) and a GIN index over the pairs finds the candidates. Put on a model's Meta::

    indexes = [BigramIndex("title", name="cases_case_title_pairs")]

and let the migration depend on ``("workbench", "0001_initial")``.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, TextField

from .declare import Desk

SHORTEST = 2

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION wanghuo_bigrams(text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(t, i, 2)), '{}'::text[])
  FROM (SELECT upper($1) AS t) AS given, generate_series(1, greatest(length(t) - 1, 1)) AS i
$$
"""
DROP_FUNCTION = "DROP FUNCTION IF EXISTS wanghuo_bigrams(text)"


class Bigrams(Func):
    """``wanghuo_bigrams(text)``: the pairs of characters in a text, upper-cased."""

    function = "wanghuo_bigrams"
    arity = 1
    output_field = ArrayField(TextField())


class BigramIndex(GinIndex):
    """GIN over the pairs of characters of one text field."""

    def __init__(self, *fields: str, name: str, **more) -> None:
        self.of = fields
        super().__init__(*[Bigrams(F(f)) for f in fields], name=name, **more)

    def deconstruct(self):
        _, _, more = super().deconstruct()
        return "wanghuo.base.workbench.search.BigramIndex", self.of, more


def _paired(model: type[models.Model]) -> set[str]:
    return {f for index in model._meta.indexes if isinstance(index, BigramIndex) for f in index.of}


def _clause(name: str, text: str, paired: set[str]) -> Q:
    if name.startswith("^"):
        return Q(**{f"{name[1:]}__startswith": text})
    if name in paired:
        return Q(**{f"{name}__pairs": text})
    return Q(**{f"{name}__icontains": text})


def matching(desk: Desk, rows: models.QuerySet, text: str) -> models.QuerySet:
    """Rows in which every word of ``text`` stands in one of the desk's search fields. ``^name``: from the start only."""
    paired = _paired(desk.model)
    for word in text.split():
        wanted = Q()
        for name in desk.search:
            wanted |= _clause(name, word, paired)
        rows = rows.filter(wanted)
    return rows


def too_short(text: str) -> bool:
    """One character would match half of everything."""
    return any(len(word) < SHORTEST for word in text.split())


@models.CharField.register_lookup
@models.TextField.register_lookup
class Pairs(models.Lookup):
    """``title__pairs="疏散"``: contains, by the index of pairs, then checked letter by letter."""

    lookup_name = "pairs"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        # strpos and not LIKE: the planner guesses LIKE so rare that it fetches all candidates of a common word instead
        # of walking the list until the page is full. The cheap test first: inside an OR our order is kept.
        sql = f"(strpos(UPPER({lhs}::text), UPPER(%s)) > 0 AND wanghuo_bigrams({lhs}) @> wanghuo_bigrams(%s))"
        return sql, [*lhs_params, self.rhs, *lhs_params, self.rhs]
