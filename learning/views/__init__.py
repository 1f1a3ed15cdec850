"""The face of learning: a learner's own pages, certificates, what who leads a run sees."""
