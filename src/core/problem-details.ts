/**
 * The values in the message of a `Problem` of a mini-program, by `details.code`, as for a `SaveError` (`error-details.ts`).
 * The English sentence is written where the problem is reported, the Chinese one in `i18n/zh-problems.ts`. Values are
 * strings, numbers and booleans, ready to be shown. `problem` is the message of another program or of the platform.
 */
export interface ProblemDetailsByCode {
  // The files of a project
  /** `inside` lists the folders in it that have one, in quotes. */
  'app-json-missing': { readonly folder: string; readonly inside: string }
  'await-outside-async': object
  'component-missing': { readonly src: string; readonly tag: string }
  'file-outside-project': { readonly file: string }
  'import-not-script': { readonly specifier: string }
  'json-invalid': { readonly problem: string }
  'module-missing': { readonly specifier: string; readonly hasExtension: boolean }
  'package-missing': { readonly specifier: string; readonly package: string }
  /** Nothing has one of the extensions that a page may have. */
  'page-missing': { readonly route: string }
  'pages-missing': { readonly folder: string }
  'plugin-component': { readonly tag: string }
  'referenced-file-missing': { readonly src: string }
  'script-invalid': { readonly problem: string }
  'style-compiler-missing': { readonly file: string; readonly compiler: string }
  'style-invalid': { readonly problem: string }
  /** In the playground. */
  'style-not-compiled': { readonly file: string }
  'tab-without-page': { readonly path: string }
  'template-missing': object

  // Templates
  /** An attribute of another platform. `native` is what to write instead. */
  'attribute-foreign': { readonly name: string; readonly native: string }
  'else-without-if': { readonly attribute: string }
  'expression-invalid': { readonly expression: string; readonly problem: string }
  'expression-not-closed': { readonly expression: string }
  'include-circular': { readonly file: string }
  'list-too-long': { readonly count: number; readonly shown: number }
  'named-template-missing': { readonly name: string }
  /** `what` is a tag, or the name of a template in quotes. */
  'nested-too-deeply': { readonly what: string }
  'sjs-name-invalid': { readonly name: string; readonly from: string }
  'tag-not-closed': { readonly tag: string }
  'tag-not-opened': { readonly tag: string }
  'tag-unknown': { readonly tag: string }
  'template-unnamed': object

  // Running code. `owner` is the path of a page or component.
  /** A call of `my` failed, and nothing handled it. */
  'call-unhandled': { readonly api: string; readonly error: number; readonly errorMessage: string }
  'calls-endless': { readonly calls: number }
  'data-endless': { readonly owner: string }
  'method-missing': { readonly owner: string; readonly method: string; readonly attribute: string }
  'observer-endless': object
  'page-not-found': { readonly route: string }
  'ref-method-missing': { readonly method: string }
  /** A promise was rejected with a value that is no error, and nothing handled it. */
  'rejection-unhandled': { readonly value: string }
  'registered-late': { readonly kind: 'Page' | 'Component' }
  'registers-nothing': { readonly kind: 'Page' | 'Component' }
  'set-data-type': { readonly type: string }
  'set-data-undefined': { readonly path: string }
  'tab-opened-without-bar': { readonly route: string }
  'view-failed': { readonly problem: string }

  // What the phone does
  'canvas-api-missing': { readonly name: string }
  'canvas-context-differs': object
  'canvas-missing': { readonly id: string }
  'canvas-not-installed': { readonly api: string; readonly package: string }
  'canvas-offscreen-export': object
  /** `step` is a line of code of the app. `where` is empty or begins with a line break. */
  'canvas-step-failed': { readonly step: string; readonly problem: string }
  'canvas-step-skipped': { readonly step: string; readonly problem: string; readonly where: string }
  'canvas-value-invalid': { readonly step: string; readonly property: string; readonly where: string }
  'navigator-type-unknown': { readonly type: string }
  'not-simulated': { readonly name: string }
  'picker-mode-unknown': { readonly mode: string; readonly api: string }
  'picture-not-drawn': { readonly path: string; readonly problem: string }
  'picture-undecodable': { readonly path: string; readonly bytes: number }
  'selector-without-match': { readonly page: string; readonly selector: string }
}

export type ProblemCode = keyof ProblemDetailsByCode

export type ProblemDetails = {
  [Code in ProblemCode]: { readonly code: Code } & ProblemDetailsByCode[Code]
}[ProblemCode]

/** A message about a project, and the values in it. */
export interface Description {
  readonly message: string
  readonly details?: ProblemDetails
}
