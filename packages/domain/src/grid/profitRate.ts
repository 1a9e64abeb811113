import { Decimal } from '../decimal'
import { EXCHANGE_FEE_RATE } from '../instrument'

/**
 * The profit rate of one interval that exchanges show, (b − a − c(a + b)) / (a(1/leverage + c)),
 * as a share of the margin of that grid. `lower` and `upper` are a and b in any one unit; `rate` is
 * c, 0.05 % unless told otherwise. Source: reproduces the figures of OKX's API examples.
 */
export function perGridProfitRate(
  lower: Decimal,
  upper: Decimal,
  leverage: Decimal,
  rate: Decimal = new Decimal(EXCHANGE_FEE_RATE),
): Decimal {
  const earned = upper.minus(lower).minus(rate.times(lower.plus(upper)))
  const margin = lower.times(new Decimal(1).div(leverage).plus(rate))
  return earned.div(margin)
}
