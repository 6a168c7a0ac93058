// Keys make commands too, and may not know the engine: the type lives in the domain.
export type {EngineCommand} from '../domain/command.js';
