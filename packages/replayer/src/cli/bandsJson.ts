import type { BandVariant } from '../bands/bandVariants'
import type { SeasonBands } from '../bands/seasonBands'
import type { PreparedSeason } from '../season/prepareSeason'

/** `bands --json`: figures as exact decimal strings. */
export function bandsJson(
  { season, tape }: PreparedSeason,
  { variants, contestants, ranking }: SeasonBands,
): object {
  return {
    season,
    tape: tape.name,
    variants: variants.map(variantJson),
    ranking: { survives: ranking.same === ranking.variants, ...ranking },
    contestants: contestants.map(({ contestant, figures, published, ended, refused }) => ({
      contestant,
      ...figures,
      published,
      ended: ended.map(({ variant, reason }) => ({ ...variantJson(variant), reason })),
      refused: refused.map(({ variant, refusal }) => ({ ...variantJson(variant), ...refusal })),
    })),
  }
}

const variantJson = ({ fillRule, candlePath }: BandVariant) => ({ fillRule, candlePath })
