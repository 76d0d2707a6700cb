"""Makes ridge-logistic.oracle.json: what scikit-learn fits, for ridge-logistic.test.ts.

python3 ridge-logistic.oracle.py > ridge-logistic.oracle.json   (Debian: apt-get install python3-sklearn)
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(20261126)


def case(name, rows, width, penalty, weighted):
    inputs = random.normal(size=(rows, width)) * random.uniform(0.1, 30, width) + random.uniform(-5, 5, width)
    standard = (inputs - inputs.mean(0)) / inputs.std(0)
    eta = standard @ random.normal(size=width) * 0.7 + random.normal()
    outcomes = (random.uniform(size=rows) < 1 / (1 + np.exp(-eta))).astype(int)
    inputs = np.round(inputs, 6)
    weights = np.round(random.uniform(0.2, 3, rows), 3) if weighted else np.ones(rows)
    mean = np.average(inputs, axis=0, weights=weights)
    scale = np.sqrt(np.average((inputs - mean) ** 2, axis=0, weights=weights))
    fit = LogisticRegression(
        C=1 / penalty if penalty else 1.0,
        penalty="l2" if penalty else None,
        solver="newton-cg", tol=1e-14, max_iter=100000,
    ).fit((inputs - mean) / scale, outcomes, sample_weight=weights)
    return {
        "name": name,
        "penalty": penalty,
        "inputs": inputs.tolist(),
        "outcomes": outcomes.tolist(),
        "weights": weights.tolist(),
        "intercept": fit.intercept_[0],
        "coefficients": fit.coef_[0].tolist(),
    }


print(json.dumps({
    "scikitLearn": sklearn.__version__,
    "cases": [
        case("no penalty", 120, 4, 0, False),
        case("no penalty, weighted", 150, 6, 0, True),
        case("no penalty, many inputs", 200, 12, 0, False),
        case("penalty 1", 120, 5, 1, False),
        case("penalty 25, weighted", 100, 8, 25, True),
    ],
}))
