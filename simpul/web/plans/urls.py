"""Rencana daerah: programmes of the plans, the mapping of affairs, the policy about partners."""

from django.urls import path

from . import views

urlpatterns = [
    path("rencana/", views.programmes, name="plans"),
    path("rencana/program/baru/", views.add_programme, name="plan_programme_new"),
    path("rencana/program/<int:pk>/berhenti/", views.retire_programme, name="plan_programme_retire"),
    path("rencana/pemetaan/", views.mapping, name="plan_mapping"),
    path("rencana/pemetaan/baru/", views.add_mapping, name="plan_mapping_new"),
    path("rencana/pemetaan/<int:pk>/berhenti/", views.retire_mapping, name="plan_mapping_retire"),
    path("rencana/kebijakan/", views.policies, name="plan_policy"),
    path("rencana/kebijakan/baru/", views.set_policy, name="plan_policy_new"),
    path("rencana/kebijakan/<int:pk>/akhiri/", views.end_policy, name="plan_policy_end"),
]
