"""The table of contents: one area per noun."""

urlpatterns: list = []
