import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_the_cast_stands():
    c = make.cast()
    assert c.bagian.path == [c.awan.pk, c.setda.pk, c.bagian.pk]
    assert c.bagian.institution_id == c.awan.pk
    assert c.actors.officer.reach == c.awan.pk
    assert c.actors.dinas_officer.reach == c.dinas.pk
