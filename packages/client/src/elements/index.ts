export { defineElements, type ElementsOptions } from './define-elements.ts'
