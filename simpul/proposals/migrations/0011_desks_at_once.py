from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0010_letter_discarded'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='stay',
            name='stay_one_open',
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('until', None)), fields=['organization', 'post', 'since'], name='stay_open_desks'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(condition=models.Q(('post', None), ('until', None)), fields=('proposal',), name='stay_one_open'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('proposal', 'post'), name='stay_open_at_post'),
        ),
    ]
