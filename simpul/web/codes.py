"""«K7QF-2M9D»: the verification code of an agreement is also its address."""


class Code:
    regex = "[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
