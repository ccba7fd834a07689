"""The evaluations of the supported datasets, from their official files to their official figures.

One module a family of tasks, above the loaders and the official scorers, which know nothing of models:
`submissions` reads prediction files in the official formats and scores them without a model, `paired`
scores claim–evidence pairs, `verification` finds evidence in a corpus (FEVER, SciFact), `questioned`
judges claims by questions with answers (AVeriTeC), `worthy` finds what is worth checking.
"""
