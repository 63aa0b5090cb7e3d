package judge

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// sample is one row of a fit: its inputs, whether it is of the positive kind, and what it counts.
type sample struct {
	in       []float64
	positive bool
	weight   float64
}

// logistic is the penalised likelihood of a logistic model in standardised inputs. Its parameters are
// the bias and one slope for each input; prior holds where the penalty draws each of them to, and
// ridge how strongly.
type logistic struct {
	rows         []sample
	prior, ridge []float64
}

// line is the logit of a row.
func (l *logistic) line(p []float64, s *sample) float64 {
	z := p[0]
	for i, v := range s.in {
		z += p[i+1] * v
	}
	return z
}

func (l *logistic) loss(p []float64) (sum float64) {
	for i := range l.rows {
		s := &l.rows[i]
		z := l.line(p, s)
		if s.positive {
			z = -z
		}
		// log(1+exp(z)) without overflow.
		sum += s.weight * (max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))))
	}
	for i, r := range l.ridge {
		sum += r / 2 * (p[i] - l.prior[i]) * (p[i] - l.prior[i])
	}
	return sum
}

func (l *logistic) gradient(into, p []float64) {
	for i, r := range l.ridge {
		into[i] = r * (p[i] - l.prior[i])
	}
	for i := range l.rows {
		s := &l.rows[i]
		miss := s.weight * (sigmoid(l.line(p, s)) - number(s.positive))
		into[0] += miss
		for k, v := range s.in {
			into[k+1] += miss * v
		}
	}
}

func (l *logistic) hessian(into *mat.SymDense, p []float64) {
	into.Zero()
	for i, r := range l.ridge {
		into.SetSym(i, i, r)
	}
	row := make([]float64, len(p))
	row[0] = 1
	x := mat.NewVecDense(len(row), row)
	for i := range l.rows {
		s := &l.rows[i]
		q := sigmoid(l.line(p, s))
		copy(row[1:], s.in)
		into.SymRankOne(into, s.weight*q*(1-q), x)
	}
}

// fit finds the parameters with the smallest loss by Newton's method. The loss is convex, so there is
// one answer, and the same rows in the same order give the same bits.
func (l *logistic) fit() ([]float64, error) {
	problem := optimize.Problem{Func: l.loss, Grad: l.gradient, Hess: l.hessian}
	got, err := optimize.Minimize(problem, l.prior,
		&optimize.Settings{GradientThreshold: 1e-7, MajorIterations: 200, Concurrent: 1}, &optimize.Newton{})
	if got == nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	grad := make([]float64, len(l.prior))
	l.gradient(grad, got.X)
	// Near the bottom the line search may find no smaller loss and say so: what counts is how flat
	// it is there.
	for _, g := range grad {
		if !(math.Abs(g) < 1e-4) {
			return nil, errors.Join(errors.New("fit: the best coefficients were not found"), err)
		}
	}
	return got.X, nil
}

// logit is the inverse of sigmoid, kept finite.
func logit(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// ridge draws the slopes of standardised inputs towards zero, so that inputs that say the same share
// their weight and none runs away on a few questions. It is the precision of a normal prior for
// samples whose weights add up to their number.
const ridge = 3

// fitLinear fits rows and returns bias and slopes for the inputs as they are. The inputs are
// standardised for the fit, so that the penalty treats all of them alike.
func fitLinear(rows []sample) (bias float64, slopes []float64, err error) {
	n := len(rows[0].in)
	l := logistic{prior: make([]float64, n+1), ridge: make([]float64, n+1)}
	centre, spread := moments(rows)
	l.rows = make([]sample, len(rows))
	for i, s := range rows {
		in := make([]float64, n)
		for k, v := range s.in {
			in[k] = (v - centre[k]) / spread[k]
		}
		l.rows[i] = sample{in, s.positive, s.weight}
	}
	for k := range n {
		l.ridge[k+1] = ridge
	}
	p, err := l.fit()
	if err != nil {
		return 0, nil, err
	}
	bias, slopes = p[0], make([]float64, n)
	for k := range n {
		slopes[k] = p[k+1] / spread[k]
		bias -= slopes[k] * centre[k]
	}
	return bias, slopes, nil
}

// moments are the weighted mean and standard deviation of each input; an input that never changes
// has a deviation of 1, so that its slope is drawn to zero.
func moments(rows []sample) (centre, spread []float64) {
	n := len(rows[0].in)
	centre, spread = make([]float64, n), make([]float64, n)
	var total float64
	for _, s := range rows {
		total += s.weight
		for k, v := range s.in {
			centre[k] += s.weight * v
		}
	}
	for k := range n {
		centre[k] /= total
	}
	for _, s := range rows {
		for k, v := range s.in {
			spread[k] += s.weight * (v - centre[k]) * (v - centre[k])
		}
	}
	for k := range n {
		if spread[k] = math.Sqrt(spread[k] / total); spread[k] < 1e-9 {
			spread[k] = 1
		}
	}
	return centre, spread
}
