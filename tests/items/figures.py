"""The figures that src/domain/items.rs is held against, by the textbook: run it, and compare.

Sixty people answer the same six questions of one point; who answers what is told by `answer`.
"""

from statistics import correlation, mean, variance

PEOPLE, QUESTIONS = range(60), range(6)


def answer(person, question):
    """The option chosen, of which 0 is right; None: unanswered."""
    if question == 5:
        right = 10 <= person < 30
    else:
        right = (person >= 10 * (question + 1)) != ((person * person + 7 * question) % 11 == 0)
    if right:
        return 0
    return None if person % 10 == 9 else 1 + person % 3


table = [[answer(person, question) for question in QUESTIONS] for person in PEOPLE]
right = [[int(it == 0) for it in row] for row in table]
whole = [sum(row) for row in right]
for question in QUESTIONS:
    own = [row[question] for row in right]
    rest = [sum(row) - row[question] for row in right]
    chosen = [sum(row[question] == option for row in table) for option in range(4)]
    unanswered = sum(row[question] is None for row in table)
    print(f"({mean(own):.4f}, {correlation(own, rest):.4f}, {chosen}, {unanswered}),")
of_each = sum(variance([row[question] for row in right]) for question in QUESTIONS)
print(f"alpha {6 / 5 * (1 - of_each / variance(whole)):.4f}")
best = sorted(whole, reverse=True)[len(whole) // 3 - 1]
print(f"the best third has at least {best}")
