import { MICROS_PER_DAY } from '@gridledger/domain'

/** A time as ISO 8601 in UTC, to the microsecond where it has any. */
export function isoTime(timeMicros: number): string {
  const micros = timeMicros % 1_000_000
  const days = Math.floor(timeMicros / MICROS_PER_DAY)
  const seconds = Math.floor((timeMicros - days * MICROS_PER_DAY) / 1_000_000)
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const time = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(seconds % 60)}`
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`
  return `${civilDate(days)}T${time}${fraction}Z`
}

/** The Gregorian date of a day count since 1970-01-01. */
function civilDate(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

const twoDigits = (part: number): string => (part < 10 ? `0${part}` : String(part))
