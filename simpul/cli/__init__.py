"""The `simpul` command. `place`, `match`, `select` and `sample` import no Django."""
