"""The words that stand in some text: what a typing error may have meant. PostgreSQL keeps them itself (migrations/0001)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models

from simpul.regions.rules import nearness, slips

LONGEST = 30


class KnownWord(models.Model):
    """A word of some title or text, whoever may read that. It is only looked for, never shown.

    Not unique: two who write a new word at once must not wait for each other, and a word that stands here twice does no harm.
    """

    word = models.CharField(max_length=LONGEST, db_index=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="known_word_trigrams")]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def near(cls, asked: Iterable[str], most: int = 40) -> dict[str, dict[str, float]]:
        """For each asked word the known words that look like it, the nearest first, with how near they are; itself among them."""
        words = sorted({word for word in asked if word.isalpha() and 4 <= len(word) <= LONGEST})
        found: dict[str, dict[str, float]] = {word: {} for word in words}
        guesses = {word: slips(word) for word in words}
        with connection.cursor() as cursor:
            cursor.execute(NEAR, [words, sorted(set().union(*guesses.values()))])
            for guess, origin in cursor.fetchall():
                for word in [origin] if origin else [w for w in words if guess in guesses[w]]:
                    far = 1.0 if not origin else nearness(word, guess)
                    if far is not None:
                        found[word][guess] = far
        ranked = {word: sorted(some.items(), key=lambda one: (one[1], one[0])) for word, some in found.items()}
        return {word: {word: 0.0} | dict(some[:most]) for word, some in ranked.items()}


NEAR = """
SELECT DISTINCT found.word, asked.word FROM unnest(%s::text[]) asked(word), LATERAL (
  SELECT word FROM reports_knownword known WHERE known.word %% asked.word ORDER BY similarity(known.word, asked.word) DESC, word LIMIT 100) found
UNION SELECT word, '' FROM reports_knownword WHERE word = ANY(%s::text[])
"""
