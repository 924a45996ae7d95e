import type { Question } from '../../../state/screen.ts'

/** The props of the component that asks a question of this kind. */
export type Asked<Kind extends Question['kind']> = { question: Extract<Question, { kind: Kind }> }
