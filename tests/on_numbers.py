"""Coders of texts that read rows of numbers, so that scikit-learn's checks of arrays can run."""


def worded(X):
    """Return rows of numbers as texts."""
    return [" ".join(f"sana{j}x{round(2 * v)}" for j, v in enumerate(row)) for row in X]


class TakesNumbers:
    """Says that it takes arrays of numbers."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        tags.input_tags.one_d_array = tags.input_tags.string = False
        tags.no_validation = False
        return tags
