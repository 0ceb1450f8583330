import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import simpul.regions.models
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

# A version says what a region was; only its end may be written later, once.
IMMUTABLE = """
CREATE FUNCTION regions_region_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a region does not change: close it and open the next' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER region_stays BEFORE UPDATE ON regions_region FOR EACH ROW
WHEN ((OLD.code, OLD.kind, OLD.level, OLD.name, OLD.valid_from, OLD.decree)
      IS DISTINCT FROM (NEW.code, NEW.kind, NEW.level, NEW.name, NEW.valid_from, NEW.decree)
      OR (OLD.valid_to IS NOT NULL AND OLD.valid_to IS DISTINCT FROM NEW.valid_to))
EXECUTE FUNCTION regions_region_stays();
"""
MUTABLE = "DROP TRIGGER region_stays ON regions_region; DROP FUNCTION regions_region_stays();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=13)),
                ('kind', models.CharField(choices=[('provinsi', 'provinsi'), ('kabupaten', 'kabupaten'), ('kota', 'kota'), ('kecamatan', 'kecamatan'), ('kelurahan', 'kelurahan'), ('desa', 'desa'), ('desa adat', 'desa adat')], max_length=10)),
                ('level', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('decree', models.CharField(max_length=120)),
                ('ended_by', models.CharField(blank=True, max_length=120)),
                ('path', models.TextField(blank=True)),
                ('name_key', models.CharField(max_length=100)),
                ('own_words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='regions.region')),
            ],
            options={
                'ordering': ['code', models.F('valid_from').asc(nulls_first=True)],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decree', models.CharField(max_length=120)),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
            ],
        ),
        migrations.AddField(
            model_name='region',
            name='successors',
            field=models.ManyToManyField(related_name='predecessors', through='regions.Succession', through_fields=('predecessor', 'successor'), to='regions.region'),
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', name='gin_trgm_ops'), fastupdate=False, name='word_trigrams'), models.Index(django.contrib.postgres.indexes.OpClass('word', name='varchar_pattern_ops'), name='word_begin')],
            },
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_of_another'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(django.contrib.postgres.indexes.OpClass('code', name='varchar_pattern_ops'), name='region_code_begin'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(fields=['name_key'], name='region_name_key'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['own_words'], name='region_own_words'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='region_words'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(django.db.models.functions.comparison.Cast(django.db.models.functions.text.Replace('code', models.Value('.'), models.Value('')), models.BigIntegerField()), '='), (simpul.regions.models._Days('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='region_versions_apart', violation_error_message='Dua versi wilayah dengan kode yang sama tidak boleh berlaku bersamaan.'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='region_days', violation_error_message='Wilayah tidak dapat berakhir sebelum mulai berlaku.'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?$')), name='region_code_shape', violation_error_message='Kode wilayah harus berbentuk PP.KK.CC.DDDD.'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('parent', None)), models.Q(('level__in', (2, 3, 4)), ('parent__isnull', False)), _connector='OR'), name='region_has_parent', violation_error_message='Setiap wilayah di bawah provinsi memerlukan wilayah induk.'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('latitude__range', (-90, 90)), _connector='OR'), models.Q(('longitude', None), ('longitude__range', (-180, 180)), _connector='OR')), name='region_on_earth', violation_error_message='Lintang atau bujur di luar bumi.'),
        ),
        migrations.RunSQL(IMMUTABLE, MUTABLE),
    ]
