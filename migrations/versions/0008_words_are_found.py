"""what was said and who said it is found by its words.

Each database keeps the index by itself, whoever writes the rows: SQLite by triggers, PostgreSQL by expression. On
SQLite a migration that makes `message` or `contact` anew must make the triggers, and the index of handles, anew as well.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {"message": ("text",), "contact": ("name", "handle")}

# PostgreSQL takes words apart by the locale of the database; here it gets them apart already, in any.
BETWEEN_WORDS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f\U0001f000-\U0001faff]+"
)
LETTERS = [
    (letter, plain[0])
    for letter in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    if (plain := unicodedata.normalize("NFD", letter).lower()) and plain[0].isascii() and plain[0].isalpha()
]


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_contact_words_handle", "contact", [sa.text("lower(handle)")])
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in TABLES.items():
            _index(table, columns)
    else:
        _make_function()
        for table, columns in TABLES.items():
            together = " || ' ' || ".join(columns)
            op.create_index(
                f"ix_{table}_words",
                table,
                [sa.text(f"to_tsvector('simple', webcare_words({together}))")],
                postgresql_using="gin",
            )


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_contact_words_handle", table_name="contact")
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for when in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_words_{when}")
            op.execute(f"DROP TABLE {table}_words")
    else:
        for table in TABLES:
            op.drop_index(f"ix_{table}_words", table_name=table)
        op.execute("DROP FUNCTION webcare_words(text)")


def _index(table: str, columns: tuple[str, ...]) -> None:
    """The index holds no text of its own: it reads the table's, and is told the old text of what changes."""
    index, names = f"{table}_words", ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    add = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  # our own names
    remove = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', columnsize=0, "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} WHEN {differs} BEGIN {remove} {add} END"
    )
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END")
    op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608


def _make_function() -> None:
    marked, plain = ("".join(letters) for letters in zip(*LETTERS, strict=True))
    folded = f"translate(lower($1), '{marked}', '{plain}')"
    op.get_bind().exec_driver_sql(
        "CREATE FUNCTION webcare_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
        f"$$ SELECT regexp_replace({folded}, '{BETWEEN_WORDS}', ' ', 'g') $$"
    )
