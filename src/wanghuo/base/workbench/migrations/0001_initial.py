from django.db import migrations

from wanghuo.base.workbench.search import CREATE_FUNCTION, DROP_FUNCTION


class Migration(migrations.Migration):
    """Pairs of characters, before any room's index asks for them."""

    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION)]
