import { status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";

/** A unary gRPC handler made of a function; what the function throws is the message that the program gets. */
export function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const answer = async (): Promise<Response> => await handle(call.request);
    answer().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
      },
    );
  };
}
