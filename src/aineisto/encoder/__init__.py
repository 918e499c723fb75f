"""One small encoder of Finnish: sentence vectors, tags, names, polarity."""
