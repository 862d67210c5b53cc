"""The database itself refuses to change or remove what the ledger and its log hold, whoever asks it; and the chain gets its head."""

from django.db import migrations

TABLES = ("contributions_entry", "contributions_deed")

SQLITE = """
    CREATE TRIGGER {table}_{verb} BEFORE {VERB} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END"""

POSTGRESQL = """
    CREATE FUNCTION contributions_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append only'; END $$"""

POSTGRESQL_TABLE = """
    CREATE TRIGGER {table}_changed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION contributions_append_only();
    CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION contributions_append_only()"""


def refuse(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL_TABLE.format(table=table))
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION contributions_append_only() CASCADE")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_{verb}")


def head(apps, schema_editor):
    apps.get_model("contributions", "ChainHead").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_initial")]

    operations = [
        migrations.RunPython(refuse, allow),
        migrations.RunPython(head, migrations.RunPython.noop),
    ]
