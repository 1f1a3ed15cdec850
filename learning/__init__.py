"""Courses, quizzes, progress and certificates: what members learn, and the proof that they did.

Owns pages of courses, the question bank, runs, attempts and certificates; not the library it cites.
Floor: news | events | projects | learning. Specification: learning.md.
"""
