"""what was said and who said it is found by its words.

Each database keeps the index by itself, whoever writes the rows: SQLite by triggers, PostgreSQL by a column that it
works out. On SQLite a migration that makes `message` or `contact` anew must make the triggers, and the index of
handles, anew as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {"message": ("text",), "contact": ("name", "handle")}
BEGINNINGS = {"message": "", "contact": ", prefix='3 4 5'"}  # names are looked for by them, messages seldom

# PostgreSQL takes words apart by the locale of the database, and sees addresses and hosts in them: here it gets them
# apart already, in any locale, and without accents. Most texts are plain, for which a tenth of the work will do.
SIGNS = "".join(sign for sign in map(chr, range(1, 128)) if not sign.isalnum())
BETWEEN_WORDS = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u061c\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\ufeff\U0001f000-\U0001faff]+"
LONGEST = 100_000  # characters: a megabyte of different words would be refused
FUNCTION = rf"""
CREATE FUNCTION webcare_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT lower(
  CASE WHEN octet_length($1) = char_length($1)
  THEN translate(left($1, {LONGEST}), '{SIGNS.replace("'", "''")}', '{" " * len(SIGNS)}')
  ELSE regexp_replace(
    normalize(regexp_replace(normalize(left($1, {LONGEST}), NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC),
    '{BETWEEN_WORDS}', ' ', 'g')
  END)
$$
"""


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_contact_words_handle", "contact", [sa.text("lower(handle)")])
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in TABLES.items():
            _index(table, columns)
    else:
        op.get_bind().exec_driver_sql(FUNCTION.replace("%", "%%"))
        for table, columns in TABLES.items():
            together = " || ' ' || ".join(columns)
            words = f"to_tsvector('simple', webcare_words({together}))"
            op.execute(f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS ({words}) STORED")
            op.create_index(f"ix_{table}_words", table, ["words"], postgresql_using="gin")


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
            op.drop_column(table, "words")
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
        f"tokenize='unicode61 remove_diacritics 2'{BEGINNINGS[table]})"
    )
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} WHEN {differs} BEGIN {remove} {add} END"
    )
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END")
    op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
